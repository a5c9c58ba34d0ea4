"""What keeps a pod from a node, in plain words, and what would fit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from hub.model import Resources

_SCHEDULER = re.compile(
    r"(\d+)/(\d+) nodes are available: (.*?)(?:\. preemption:.*|\. no new claims.*|\.?)$", re.DOTALL
)
"""The scheduler's message (kubernetes/kubernetes 1.37, ``framework.FitError.Error``)."""
_CAUSE = re.compile(r"(\d+) (?:node\(s\) )?(.+)")
_LACK = re.compile(r"Insufficient (\S+)")
_SAID = {
    "ContainerCreating": "its containers are being made",
    "PodInitializing": "its init containers run",
    "SchedulingGated": "a scheduling gate holds it back until somebody removes it",
    "CrashLoopBackOff": "a container ends again and again; Kubernetes waits longer before each new start",
    "ContainersNotReady": "its containers run and do not answer their readiness probes yet",
    "ReadinessGatesNotReady": "a readiness gate that somebody else sets is not true yet",
}
_IMAGES = ("ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull")


class Node(msgspec.Struct, frozen=True):
    """A node as the scheduler sees it: what pods may ask for in all, and what is still free."""

    name: str
    allocatable: Resources
    free: Resources | None = None


def plain(reason: str, message: str) -> str:
    """A pod's reason and message as a sentence."""
    if reason == "Unschedulable":
        return unschedulable(message)
    if reason in _IMAGES:
        return f"its image cannot be pulled ({reason}){_rest(message)}"
    return f"{_SAID.get(reason, reason or 'it is being started')}{_rest(message)}"


def unschedulable(message: str) -> str:
    """The scheduler's message: which nodes refused, and why."""
    match = _SCHEDULER.match(message)
    if match is None:
        return f"no node takes it{_rest(message)}"
    causes = "; ".join(_cause(cause) for cause in re.split(r", (?=\d+ )", match[3]) if cause)
    nodes = "the one node does not take" if match[2] == "1" else f"none of {match[2]} nodes takes"
    return f"{nodes} it: {causes}"


def verdict(asked: Resources, nodes: Sequence[Node]) -> Iterator[str]:
    """What the nodes could give to a pod that asks for this much, a sentence for each thing that lacks."""
    for name, amount in amounts(asked):
        largest = max((dict(amounts(node.allocatable)).get(name, 0.0) for node in nodes), default=None)
        if largest is not None and largest < amount:
            most = written(name, largest)
            yield f"A pod asks for {written(name, amount)} {name}; the largest node has {most}."
            yield f"It fits nowhere until it asks for {most} or less, or such a node joins."


def amounts(of: Resources) -> list[tuple[str, float]]:
    """The amounts that are asked for, by name."""
    named = [("cpu", of.cpu), ("memory", float(of.memory)), ("gpu", of.gpu), *of.other.items()]
    return [(name, amount) for name, amount in named if amount]


def written(name: str, amount: float) -> str:
    """An amount with its unit."""
    if name != "memory":
        return f"{amount:g}"
    return f"{amount / 2**30:.3g} GiB" if amount >= 2**30 else f"{amount / 2**20:.3g} MiB"


def _cause(text: str) -> str:
    match = _CAUSE.fullmatch(text.strip())
    if match is None:
        return text
    count, what = match.groups()
    if lack := _LACK.fullmatch(what):
        return f"{count} {'has' if count == '1' else 'have'} too little {lack[1]} free"
    return f"{count} {what}"


def _rest(message: str) -> str:
    return f": {message}" if message else ""
