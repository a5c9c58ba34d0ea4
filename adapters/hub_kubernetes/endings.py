"""What the kinds that end share: a status told by conditions, and `suspend`."""

from __future__ import annotations

from datetime import datetime

from hub.adapter import Obj, Phase, merge

Words = dict[str, Phase | None]

suspend = merge(spec={"suspend": True})
resume = merge(spec={"suspend": False})


def word(root: Obj, words: Words) -> str:
    """The first of these conditions that holds.

    Whether it is suspended, the spec says: the controllers let the condition lag behind both ways.
    """
    true = {c.text("type") for c in root.each("status.conditions") if c.text("status") == "True"}
    true.discard("Suspended")
    if root.flag("spec.suspend"):
        true.add("Suspended")
    return next((word for word in words if word in true), "")


def end(root: Obj, word: str) -> datetime | None:
    """When it ended: the API gives a time of completion only to what completed."""
    return root.time("status.completionTime") or root.condition(word).time("lastTransitionTime")


def why(root: Obj, word: str) -> str:
    """The reason and the message of the condition that decided."""
    found = root.condition(word)
    return ": ".join(text for text in (found.text("reason"), found.text("message")) if text)


def proof(root: Obj, word: str) -> tuple[str, ...]:
    if word == "Suspended":
        return (f"{root.kind.name}.spec.suspend=true",)
    return (f"{root.kind.name} condition {word}=True",) if word else ()


def abreast(spec: Obj) -> int:
    """How many pods of one Job run at the same time: never more than it is to complete."""
    parallelism = max(spec.number("parallelism", 1), 0)
    return min(parallelism, max(spec.number("completions", parallelism), 0))
