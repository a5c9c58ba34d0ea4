"""What the virt-launcher pod of a machine asks for: the guest's own, and what KubeVirt adds.

An estimate for the time before the pod exists; the operator's overcommit settings are not in the object.
"""

from __future__ import annotations

from collections.abc import Mapping

from hub.adapter import NOTHING, Obj, Resources, quantity

MIB = 2**20
FIXED, PER_CPU, IO_THREAD, GRAPHICS, DEVICES, TPM, PINNED = (n * MIB for n in (240, 8, 8, 32, 1024, 53, 100))
"""What `GetMemoryOverhead` adds (renderresources.go; the fixed part is 220 MiB in 1.6 and 240 in 1.9),
beside the page tables: one byte for 512 of the guest's."""
SHARE = 10
"""``cpuAllocationRatio`` by default: so many virtual CPUs share one of the node's."""
NETWORK: Mapping[str, str] = {"devices.kubevirt.io/tun": "1", "devices.kubevirt.io/vhost-net": "1"}
ALWAYS: Mapping[str, str] = {"devices.kubevirt.io/kvm": "1", "ephemeral-storage": "50M"}


def requests(spec: Obj) -> Resources:
    """For one machine of this VirtualMachineInstance spec; nothing where there is none."""
    domain = spec.at("domain")
    if not domain:
        return NOTHING
    asked, pages = Resources.of(domain.get("resources.requests")), domain.text("memory.hugepages.pageSize")
    memory, extra = asked.memory or int(quantity(domain.get("memory.guest"))), _overhead(domain, asked)
    other: dict[str, float] = {f"hugepages-{pages}": memory} if pages else {}
    return (
        Resources(_cpu(domain, asked), (0 if pages else memory) + extra, asked.gpu, {**asked.other, **other})
        + Resources.of({**ALWAYS, **(NETWORK if _networked(domain) else {})})
        + _devices(domain)
    )


def _cpus(domain: Obj, asked: Resources) -> int:
    """Virtual CPUs: the product of what is given of cores, sockets and threads (`GetNumberOfVCPUs`)."""
    given = [max(domain.number(f"cpu.{part}"), 0) for part in ("cores", "sockets", "threads")]
    product = 1
    for number in filter(None, given):
        product *= number
    limit = quantity(domain.get("resources.limits.cpu")) or asked.cpu
    return product if any(given) else max(int(-(-limit // 1)), 1)


def _cpu(domain: Obj, asked: Resources) -> float:
    dedicated = domain.flag("cpu.dedicatedCpuPlacement")
    return float(_cpus(domain, asked)) if dedicated else asked.cpu or _cpus(domain, asked) / SHARE


def _overhead(domain: Obj, asked: Resources) -> int:
    if domain.flag("resources.overcommitGuestOverhead"):
        return 0
    devices = domain.at("devices")
    pages = (asked.memory or int(quantity(domain.get("memory.guest")))) // 512
    optional = (
        (GRAPHICS, devices.flag("autoattachGraphicsDevice", True)),
        (DEVICES, bool(devices.get("gpus") or devices.get("hostDevices"))),
        (TPM, devices.get("tpm") is not None),
        (PINNED, domain.flag("cpu.dedicatedCpuPlacement")),
    )
    fixed = FIXED + IO_THREAD + PER_CPU * _cpus(domain, asked)
    return fixed + pages + sum(amount for amount, there in optional if there)


def _networked(domain: Obj) -> bool:
    return bool(domain.get("devices.interfaces")) or domain.flag("devices.autoattachPodInterface", True)


def _devices(domain: Obj) -> Resources:
    """Each GPU and host device is one of the node's resource of that name."""
    found = NOTHING
    for kind in ("gpus", "hostDevices"):
        for device in domain.each(f"devices.{kind}"):
            if name := device.text("deviceName"):
                found += Resources.of({name: 1})
    return found
