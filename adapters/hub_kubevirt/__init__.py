"""KubeVirt: virtual machines, alone, in replica sets and in pools; each runs in one virt-launcher pod.

`machine` says which pod is a machine's present one (there are two while it
moves, and helpers beside it), `guest` what that pod will ask for, `volumes` how
the disks get on, `strategy` how machines are started and stopped; the other
modules are one kind each. Pausing a machine frees nothing, so it is no stop.
KubeVirt's own actions (console, pause, migrate) are an aggregated API and no
adapter's business: adapters do no I/O.

Facts are those of KubeVirt 1.6.0, read, and of its CRDs and fixtures of 1.9.
"""

from __future__ import annotations

from hub.adapter import Adapter, Submission, hookimpl

from .instance import INSTANCE
from .pool import POOL
from .replicaset import REPLICASET
from .submit import SUBMISSIONS
from .virtualmachine import VIRTUALMACHINE


@hookimpl
def hub_adapters() -> list[Adapter]:
    return [VIRTUALMACHINE, INSTANCE, REPLICASET, POOL]


@hookimpl
def hub_submissions() -> tuple[Submission, ...]:
    return SUBMISSIONS
