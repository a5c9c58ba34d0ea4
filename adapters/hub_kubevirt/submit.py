"""Submitting a virtual machine to KubeVirt: by its size, or by an instance type and a preference.

Fields are those of KubeVirt 1.6 (`api/core/v1/types.go`, `schema.go`). What stands on the VirtualMachine
itself never reaches its pod: labels, priority and node selector go into its template.
"""

from __future__ import annotations

from math import ceil
from typing import Any

from hub.adapter import Create, Field, Filled, Submission, placing, quantity

GPU_NAME = Field(
    name="gpu-device", default=placing.GPU, help="The resource name of its GPUs (permittedHostDevices)."
)
IN_A_GUEST = "a machine's programs live in its disk; give them in --cloud-init"


def machine(filled: Filled) -> list[Create]:
    spec = placing.compact(
        domain={"devices": _devices(filled), **_size(filled)},
        volumes=_volumes(filled),
        nodeSelector=filled.pairs("pool"),
        priorityClassName=filled.text("priority"),
        networks=[{"name": "default", "pod": {}}],
    )
    labels = {"kubevirt.io/domain": filled.name, **filled.pairs("label")}
    kinds = ("instancetype", "preference")
    told = {kind: {"name": filled.text(kind)} for kind in kinds if filled.text(kind)}
    whole = {
        "runStrategy": filled.text("run-strategy"),
        **told,
        "template": {"metadata": {"labels": labels}, "spec": spec},
    }
    head = {"apiVersion": "kubevirt.io/v1", "kind": "VirtualMachine", "metadata": placing.metadata(filled)}
    return [Create({**head, "spec": whole})]


def _size(filled: Filled) -> dict[str, Any]:
    """An instance type says it all; a machine has whole CPUs."""
    if filled.text("instancetype"):
        return {}
    cores = max(ceil(quantity(filled.text("cpu") or "1")), 1)
    return {"cpu": {"cores": cores}, "memory": {"guest": filled.text("memory") or "2Gi"}}


def _devices(filled: Filled) -> dict[str, Any]:
    disks = [{"name": each["name"], "disk": {"bus": "virtio"}} for each in _volumes(filled)]
    gpus = [
        {"name": f"gpu{n}", "deviceName": filled.text("gpu-device")}
        for n in range(filled.number("gpus") or 0)
    ]
    interface = {"name": "default", "masquerade": {}}
    return {"disks": disks, "interfaces": [interface], **placing.compact(gpus=gpus)}


def _volumes(filled: Filled) -> list[dict[str, Any]]:
    """The first is the one it boots from."""
    found: list[dict[str, Any]] = []
    if filled.text("image"):
        disk = {"image": filled.text("image")} | placing.compact(
            imagePullSecret=next(iter(filled.words("pull-secret")), "")
        )
        found.append({"name": "system", "containerDisk": disk})
    found += [{"name": name, "persistentVolumeClaim": {"claimName": name}} for name in filled.words("disk")]
    if user := filled.text("cloud-init"):
        found.append({"name": "cloud-init", "cloudInitNoCloud": {"userData": user}})
    return found


VM = Submission(
    name="vm",
    type="virtualmachine",
    help="A virtual machine, as a VirtualMachine of KubeVirt.",
    make=machine,
    fields=(
        Field(
            name="disk",
            kind="many",
            help="PersistentVolumeClaim that is a disk; without --image the first boots.",
        ),
        Field(
            name="instancetype",
            help="Its size by name (VirtualMachineClusterInstancetype), in place of --cpu and --memory.",
        ),
        Field(
            name="preference", help="What its guest likes best, by name (VirtualMachineClusterPreference)."
        ),
        Field(
            name="run-strategy",
            default="Always",
            choices=("Always", "Once", "Manual", "RerunOnFailure", "Halted"),
            help="When it runs.",
        ),
        Field(name="cloud-init", help="User data for its first start, as text: '#cloud-config …'."),
        GPU_NAME,
    ),
    defaults={"image": "quay.io/kubevirt/cirros-container-disk-demo"},
    cannot=dict.fromkeys(("command", "code", "env", "env-from"), IN_A_GUEST)
    | {
        "nodes": "a VirtualMachine is one machine; a VirtualMachinePool makes several of a kind",
        "gang-minimum": "a VirtualMachine is one machine",
        "volume": "a machine has disks: --disk CLAIM",
        "service-account": "a machine's programs do not run in its pod",
        "timeout": "a machine runs until it is stopped",
        "retries": "--run-strategy says when it is started again",
    },
    excludes={"instancetype": dict.fromkeys(("cpu", "memory"), "the instance type says its size")},
    examples=(
        "hub submit vm --name web --cpu 2 --memory 4Gi",
        "hub submit vm --instancetype u1.medium --preference fedora --disk root",
    ),
)
SUBMISSIONS = (VM,)
