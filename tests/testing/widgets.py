"""Cases of the made-up framework, and the bench that its adapter is judged on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from hub.adapter import Adapter
from hub.registry import Plugin, Registered, Registry
from hub.testing.bench import Bench
from hub.testing.cases import Case, case

from .widget import WIDGET, WORDS

Manifest = dict[str, Any]
TIME = "2026-11-24T10:00:00Z"


def made(kind: str, name: str, owner: Manifest | None = None, **more: Any) -> Manifest:
    """An object of the made-up framework, or a pod."""
    api = "v1" if kind == "Pod" else "example.org/v1"
    meta = {"name": name, "namespace": "ns", "uid": f"uid-{name}", "creationTimestamp": TIME}
    meta |= {"resourceVersion": "1", **more.pop("metadata", {})}
    if owner is not None:
        ref = {"apiVersion": owner["apiVersion"], "kind": owner["kind"], "controller": True}
        meta["ownerReferences"] = [ref | {key: owner["metadata"][key] for key in ("name", "uid")}]
    return {"apiVersion": api, "kind": kind, "metadata": meta, **more}


def pod(name: str, owner: Manifest, role: str, ready: bool = True, **meta: Any) -> Manifest:
    container = {"name": "main", "image": "x", "env": [{"name": "WIDGET_ID", "value": "7"}]}
    times = [
        {"type": word, "status": str(ready), "lastTransitionTime": TIME} for word in ("PodScheduled", "Ready")
    ]
    spec = {"containers": [container], **({"nodeName": "n1"} if ready else {})}
    return made(
        "Pod",
        name,
        owner,
        metadata={"labels": {"role": role}, "annotations": {"example.org/note": "hi"}} | meta,
        spec=spec,
        status={"phase": "Running" if ready else "Pending", "conditions": times},
    )


def widget(state: str, version: int = 1, **spec: Any) -> Manifest:
    whole = {"hands": 2, "user": "ada", "queue": "blue", "elastic": True, **spec}
    return made(
        "Widget", "w", metadata={"resourceVersion": str(version)}, spec=whole, status={"state": state}
    )


GEAR = made("Gear", "g", widget("Busy"))
PODS = [pod("w-lead", GEAR, "lead"), pod("w-1", GEAR, "hand"), pod("w-2", GEAR, "hand")]
KEY = "widget/ns/w"

CASES: Mapping[str, Case] = {
    name: case(name, {"source": "made up", **read})
    for name, read in {
        "life": {
            "steps": [
                {"seen": [widget("")], "expect": {KEY: {"phase": "Creating"}}},
                {
                    "seen": [GEAR, *PODS, widget("Busy", 2)],
                    "expect": {KEY: {"phase": "Running", "native": "Busy"}},
                },
                {"seen": [widget("Busy", 3)], "gone": ["Pod/ns/w-lead", "Pod/ns/w-1", "Pod/ns/w-2"]},
                {"seen": [widget("Broken", 4)]},
            ],
            "expect": {KEY: {"phase": "Failed", "pods": []}},
        },
        "held": {"objects": [widget("Held", hold=True)], "expect": {KEY: {"phase": "Stopped"}}},
        "done": {"objects": [widget("Done"), GEAR], "expect": {KEY: {"phase": "Completed"}}},
    }.items()
}


def bench(adapter: Adapter = WIDGET, cases: Iterable[Case] = CASES.values(), words: Any = ...) -> Bench:
    """The adapter alone in a registry."""
    second = {word: phase and phase.value for word, phase in WORDS.items()} if words is ... else words
    registry = Registry.of([Registered(Plugin("widgets", "widgets"), adapter)])
    return Bench(registry, adapter, tuple(cases), second)


def steps(name: str, states: Sequence[Mapping[str, Any]]) -> Case:
    """A case of several steps whose rows do not matter."""
    return case(name, {"source": "made up", "steps": [*states, {"expect": {}}]})
