"""How pods are recognised: by the kind that owns them, or by labels where nothing does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from .model import Kind, Obj

Told = Callable[[Mapping[str, str], Mapping[str, str]], Mapping[str, str]]
"""Labels and annotations as they were found → the labels to go by."""


class Anchor(NamedTuple):
    """What holds a workload together where no object does: its name, and the labels that say so."""

    name: str
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Owned:
    """Pods whose owner chain holds an object of this kind (and, with ``when``, one that looks so)."""

    kind: Kind
    when: Callable[[Obj], bool] | None = None
    known: Callable[[Obj], Mapping[str, str]] | None = None


@dataclass(frozen=True, slots=True)
class Labelled:
    """Pods that carry all these labels. An object that hands them to its pods points at the same workload."""

    labels: tuple[str, ...]
    name: Callable[[Mapping[str, str]], str]
    where: Mapping[str, str]
    via: tuple[str, ...]
    across: bool
    told: Told | None = None
    pods: bool = True
    alone: bool = True

    def mentioned(self, raw: bytes) -> bool:
        """Whether bytes of JSON name one of the labels: most objects do not, and need no decoding to tell."""
        return any(label.encode() in raw for label in self.labels)

    def anchor(self, labels: Mapping[str, str], annotations: Mapping[str, str] = {}) -> Anchor | None:
        """The workload that these labels point at, if they do."""
        if any(labels.get(word) != value for word, value in self.where.items()):
            return None
        if self.told is not None:
            labels = self.told(labels, annotations)
        if not all(labels.get(word) for word in self.labels):
            return None
        return Anchor(self.name(labels), {word: labels[word] for word in self.labels})


Claim = Owned | Labelled


def owned(
    kind: str,
    when: Callable[[Obj], bool] | None = None,
    known: Callable[[Obj], Mapping[str, str]] | None = None,
) -> Owned:
    """Claim the pods below objects of this kind (``batch/Job``).

    ``known`` tells labels that the object does not carry itself and by which a `labelled` claim may
    know it: what these hold together is shown in its row.
    """
    return Owned(Kind.parse(kind), when, known)


def labelled(
    *labels: str,
    name: Callable[[Mapping[str, str]], str] | None = None,
    where: Mapping[str, str] | None = None,
    via: tuple[str, ...] = (),
    across: bool = False,
    told: Told | None = None,
    pods: bool = True,
    alone: bool = True,
) -> Labelled:
    """Claim pods that carry all these labels; their values name the workload, joined by dots.

    ``where`` adds labels that must have a value. ``via`` are paths in other objects
    (``spec.driver.labels``) whose labels make such an object a child of the workload; one of
    ``labels`` must be among them.
    ``across`` joins pods of several namespaces; otherwise each namespace is its own.
    ``told`` says which labels to go by where annotations are to be trusted more. Without
    ``pods`` it is about other objects alone: those that tasks submitted become children.
    Without ``alone`` such objects make a row only where they or their kin have pods or a root.
    """

    def joined(found: Mapping[str, str]) -> str:
        return ".".join(found[word] for word in labels)

    paths = ("metadata.labels", *via)
    return Labelled(labels, name or joined, dict(where or {}), paths, across, told, pods, alone)
