"""A real Kubernetes on this machine, without a container engine and without root.

What belongs here: upstream's etcd, API server, scheduler and controller manager as
plain processes (`components`), built once from Go modules (`binaries`, `build`),
kept running by a small supervisor (`supervise`) inside one user, mount, network and
process namespace (`namespace`); the way in from outside (`gateway`); what is
remembered of a cluster (`state`); and the verbs a face calls (`cluster`: `up`,
`status`, `down`, `enter`, `expose`, `clusters`). The node agent lives in `agent`,
the operators in `operators`.

What must not: anything the hub itself needs to read or steer a cluster. The hub only
ever sees a kubeconfig, and a cluster made here is to it like any other.

Everything of a running cluster hangs on one process. When it ends, however it ends,
the kernel ends the rest and takes the mounts and the networks with it: that is why
nothing here has to clean up after a crash.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.markers import hookimpl

if TYPE_CHECKING:
    from hub.plugin import LocalCluster


@hookimpl
def hub_local_clusters() -> list[LocalCluster]:
    from hub_local.provider import LOCAL  # late: only `hub up` and its like need all this

    return [LOCAL]
