"""`kubevirt.io` VirtualMachine: a machine that is kept while it does not run."""

from __future__ import annotations

from collections.abc import Iterator

from hub.adapter import Adapter, Cannot, Family, Obj, PodSet, owned

from . import machine, strategy
from .virtualmachine_status import WORDS, status
from .volumes import VOLUME

QUEUE = "kueue.x-k8s.io/queue-name"


def pod_sets(family: Family) -> Iterator[PodSet]:
    return machine.pod_set(family, _resolved(family), 1, 1)


def _resolved(family: Family) -> Obj:
    """The machine's own spec: an instance type fills in CPUs and memory there alone."""
    template = family.root.at("spec.template.spec")
    return family.part(machine.INSTANCE).at("spec") or template


def queue(family: Family) -> str:
    """A label of the template: what stands on the VirtualMachine itself never reaches the pod."""
    return family.root.at("spec.template").label(QUEUE)


VIRTUALMACHINE = Adapter(
    name="virtualmachine",
    claims=(owned("kubevirt.io/VirtualMachine"),),
    parts=(machine.INSTANCE, VOLUME),
    annotations=(machine.TEMPORARY,),
    category="build",
    words=WORDS,
    status=status,
    pod_sets=pod_sets,
    roles=machine.roles,
    gang=False,
    connections=lambda family: machine.connections(family.root.at("spec.template.spec")),
    queue=queue,
    stop=strategy.stop,
    run=strategy.run,
    restart=strategy.restart,
    scale=Cannot("a VirtualMachine is one machine; a VirtualMachinePool makes several of a kind"),
)
