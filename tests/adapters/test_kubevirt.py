"""How virtual machines are stopped, run and restarted, by run strategy; and what their pods will ask for."""

from __future__ import annotations

from typing import Any

import pytest
from hub_kubevirt import guest
from hub_kubevirt.pool import POOL
from hub_kubevirt.strategy import restart, run, stop

from hub.adapter import Delete, Obj, Patch

from .families import body, family, refusal

NOTE = "workloadhub.dev/stopped-from"


def vm(annotations: dict[str, str] | None = None, **spec: Any) -> dict[str, Any]:
    meta = {"name": "web", "namespace": "vms", "uid": "vm", "annotations": annotations or {}}
    return {"apiVersion": "kubevirt.io/v1", "kind": "VirtualMachine", "metadata": meta, "spec": spec}


def vmi() -> dict[str, Any]:
    meta = {"name": "web", "namespace": "vms", "uid": "vmi"}
    return {"apiVersion": "kubevirt.io/v1", "kind": "VirtualMachineInstance", "metadata": meta}


@pytest.mark.parametrize("strategy", ["Always", "Once", "Manual", "RerunOnFailure"])
def test_stop_halts_and_remembers(strategy: str) -> None:
    halted = body(stop(family(vm(runStrategy=strategy))))
    assert halted == {"metadata": {"annotations": {NOTE: strategy}}, "spec": {"runStrategy": "Halted"}}


def test_the_deprecated_field_is_kept() -> None:
    assert body(stop(family(vm(running=True)))) == {"spec": {"running": False}}
    assert body(run(family(vm(running=False)))) == {"spec": {"running": True}}


@pytest.mark.parametrize(
    ("remembered", "strategy"), [("Once", "Once"), ("", "Always"), ("Halted", "Always"), ("?", "Always")]
)
def test_run_gives_the_strategy_back(remembered: str, strategy: str) -> None:
    back = body(run(family(vm({NOTE: remembered}, runStrategy="Halted"))))
    assert back == {"metadata": {"annotations": {NOTE: None}}, "spec": {"runStrategy": strategy}}


def test_what_starts_by_request_is_asked_to() -> None:
    start = Patch({"status": {"stateChangeRequests": [{"action": "Start"}]}}, subresource="status")
    assert run(family(vm(runStrategy="Manual"))) == (start,)
    assert run(family(vm({NOTE: "Manual"}, runStrategy="Halted")))[1] == start


def test_restart() -> None:
    (made_anew,) = answer(restart(family(vm(runStrategy="Always"), vmi())))
    assert isinstance(made_anew, Delete)
    assert made_anew.target
    assert made_anew.target.uid == "vmi"
    (asked,) = answer(restart(family(vm(runStrategy="RerunOnFailure"), vmi())))
    assert isinstance(asked, Patch)
    assert asked.subresource == "status"
    assert asked.body["status"]["stateChangeRequests"] == [
        {"action": "Stop", "uid": "vmi"},
        {"action": "Start"},
    ]
    assert "halted" in refusal(restart(family(vm(runStrategy="Halted"))))


def answer(found: Any) -> tuple[Any, ...]:
    assert isinstance(found, tuple), found
    return found


@pytest.mark.parametrize(
    ("spec", "why"),
    [
        ({"paused": True}, "paused"),
        ({"updateStrategy": {"unmanaged": {}}}, "unmanaged"),
        ({"virtualMachineTemplate": {"spec": {"runStrategy": "Manual"}}}, "one by one"),
        ({"virtualMachineTemplate": {"spec": {"running": True}}}, "deprecated"),
    ],
)
def test_a_pool_whose_machines_a_template_does_not_reach(spec: dict[str, Any], why: str) -> None:
    pool = {"apiVersion": "pool.kubevirt.io/v1beta1", "kind": "VirtualMachinePool", "spec": spec}
    assert callable(POOL.stop)
    assert why in refusal(POOL.stop(family(pool)))


@pytest.mark.parametrize(
    ("domain", "cpu", "mebibytes"),
    [
        ({"cpu": {"cores": 1}, "memory": {"guest": "1Gi"}}, 0.1, 1314),
        ({"cpu": {"cores": 4}, "memory": {"guest": "8Gi"}}, 0.4, 8520),
        ({"resources": {"requests": {"cpu": "2", "memory": "1Gi"}}}, 2.0, 1322),
        ({"cpu": {"cores": 2, "threads": 2, "dedicatedCpuPlacement": True}}, 4.0, 412),
    ],
)
def test_what_a_machine_asks_for(domain: dict[str, Any], cpu: float, mebibytes: int) -> None:
    """The first two as KubeVirt 1.9 made them (fixtures); the others by its rules."""
    asked = guest.requests(Obj({"domain": domain}))
    assert (asked.cpu, asked.memory) == (cpu, mebibytes * 2**20)
    assert asked.other["devices.kubevirt.io/kvm"] == 1
