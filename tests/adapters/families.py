"""Families made of plain objects, as an adapter is given them."""

from __future__ import annotations

from typing import Any

from hub.adapter import Cannot, Family, Intent, Obj, Patch
from hub.core.keep import Keep
from hub.core.things import thing
from hub.model import Doc, Pod


def family(root: dict[str, Any], *others: dict[str, Any]) -> Family:
    """The root, and its pods and parts as they come over the wire."""
    things = [thing(each, Keep()) for each in others]
    pods = [each for each in things if isinstance(each, Pod)]
    return Family(Obj(root), [each for each in things if isinstance(each, Doc)], pods)


def pod(name: str, phase: str = "Running", ready: bool = False, **labels: str) -> dict[str, Any]:
    """A pod on a node, in this phase."""
    conditions = [{"type": "PodScheduled", "status": "True"}, {"type": "Ready", "status": str(ready)}]
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "namespace": "team-a", "uid": name, "labels": labels},
        "spec": {"nodeName": "node-1", "containers": [{"name": "main", "image": "busybox:1.36"}]},
        "status": {"phase": phase, "conditions": conditions},
    }


def body(answer: object) -> dict[str, Any]:
    """The one patch that an action wants."""
    assert not isinstance(answer, Cannot), answer
    (intent,) = _intents(answer)
    assert isinstance(intent, Patch)
    return dict(intent.body)


def refusal(answer: object) -> str:
    """Why it is not done."""
    assert isinstance(answer, Cannot), answer
    return answer.reason


def _intents(answer: object) -> tuple[Intent, ...]:
    assert isinstance(answer, tuple)
    return answer
