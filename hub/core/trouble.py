"""What rules of first causes look at, what they answer with, and the looks that many of them take."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from hub.model import Container, Obj, Pod, Workload

from .fitting import Node

_LATEST = datetime.max.replace(tzinfo=UTC)


class Noted(NamedTuple):
    """One event: of which object (``Job/train``), Kubernetes' word, its sentence."""

    object: str
    reason: str
    message: str


class Words(NamedTuple):
    """The last lines of one container, as they were written."""

    pod: str
    container: str
    lines: tuple[str, ...]


class Trouble(NamedTuple):
    """All that rules may look at. Of a workload that is gone there are no pods."""

    workload: Workload
    own: str = ""
    """What its adapter says went wrong first."""
    root: Obj = Obj({})
    pods: Sequence[Pod] = ()
    noted: Sequence[Noted] = ()
    words: Words | None = None
    nodes: Sequence[Node] = ()
    others: Mapping[str, str] = {}
    """Other pods' workloads, by the pod's uid."""


class Cause(NamedTuple):
    """One sentence, and what proves it."""

    sentence: str
    evidence: str


def pod_of(trouble: Trouble, reasons: Iterable[str]) -> Pod | None:
    return next((pod for pod in trouble.pods if pod.reason in reasons), None)


def ended(pods: Iterable[Pod]) -> list[tuple[Pod, Container]]:
    """Containers that ended badly, the first first; one that was only asked to end comes last."""
    found = [(pod, one) for pod in pods for one in pod.containers if one.exit_code]
    return sorted(found, key=lambda each: (each[1].exit_code == 143, each[0].ended or _LATEST))


def last(noted: Iterable[Noted], *reasons: str) -> Noted | None:
    return next((each for each in [*noted][::-1] if each.reason in reasons), None)


def told_by(noted: Noted) -> str:
    return f"{noted.object} {noted.reason}: {noted.message}"


def told_of(pod: Pod) -> str:
    return f"pod/{pod.name} {pod.reason}: {pod.message}"
