"""`kubevirt.io` VirtualMachineInstance that nobody owns: one run of a machine, and then no more."""

from __future__ import annotations

from hub.adapter import Adapter, Cannot, owned

from . import machine
from .instance_status import WORDS, status

BARE = "it is a machine without a VirtualMachine that would keep it while it does not run"

INSTANCE = Adapter(
    name="virtualmachineinstance",
    claims=(owned(machine.INSTANCE),),
    annotations=(machine.TEMPORARY,),
    category="build",
    words=WORDS,
    status=status,
    pod_sets=lambda family: machine.pod_set(family, family.root.at("spec"), 1, 1),
    roles=machine.roles,
    gang=False,
    connections=lambda family: machine.connections(family.root.at("spec")),
    stop=Cannot(f"{BARE}; pause it (virtctl pause vmi NAME), which frees nothing, or delete it"),
    run=Cannot(f"{BARE}; copy it to start another"),
    restart=Cannot(f"{BARE}; copy it to start another"),
    scale=Cannot("a VirtualMachineInstance is one machine; a replica set or a pool makes several"),
)
