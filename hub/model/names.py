"""What things are called: the nine phases, kinds without versions, keys of workloads."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from typing import Literal, NamedTuple
from urllib.parse import quote, unquote

Category = Literal["build", "train", "deploy"]


class Phase(StrEnum):
    """Where a workload is in its life. A workload is in exactly one of the nine."""

    CREATING = "Creating"
    PENDING = "Pending"
    INITIALIZING = "Initializing"
    RUNNING = "Running"
    DEGRADED = "Degraded"
    DELETING = "Deleting"
    STOPPED = "Stopped"
    FAILED = "Failed"
    COMPLETED = "Completed"

    __hash__ = str.__hash__  # Enum's own is written in Python, and phases are looked up all the time

    @property
    def final(self) -> bool:
        """Whether the workload has ended: only deleting it or a new attempt leaves this phase."""
        return self in (Phase.FAILED, Phase.COMPLETED)


class Kind(NamedTuple):
    """A kind without its version: ``ray.io/RayJob`` is one kind, v1 or v1alpha1."""

    group: str
    name: str

    @classmethod
    def parse(cls, text: str) -> Kind:
        """``apps/Deployment`` or, for the core group, ``Pod``."""
        group, _, name = text.rpartition("/")
        return cls(group, name)

    @classmethod
    def of(cls, api_version: str, kind: str) -> Kind:
        """The kind of an object or owner reference, from its ``apiVersion`` and ``kind``."""
        return _kind(api_version, kind)

    def __str__(self) -> str:
        return f"{self.group}/{self.name}" if self.group else self.name


@lru_cache(maxsize=4096)
def _kind(api_version: str, kind: str) -> Kind:
    return Kind(api_version.rpartition("/")[0], kind)


class Key(NamedTuple):
    """The identity of a workload as people type it: ``rayjob/team-a/train-1``."""

    type: str
    namespace: str
    name: str

    def __str__(self) -> str:
        return _written(self)

    @classmethod
    def parse(cls, text: str) -> Key:
        """The key that ``str(key)`` wrote. Raises `ValueError` when it is not three parts."""
        parts = [unquote(part) for part in text.split("/")]
        if len(parts) != 3 or not all((parts[0], parts[2])):
            raise ValueError(f"{text!r} is not a key like TYPE/NAMESPACE/NAME")
        return cls(*parts)


@lru_cache(maxsize=65536)
def _written(key: Key) -> str:
    text = "/".join(key)
    return text if _PLAIN(text) else "/".join([quote(part, safe="") for part in key])


_PLAIN = re.compile(r"[\w.-]*/[\w.-]*/[\w.-]*", re.ASCII).fullmatch
"""Names as Kubernetes has them need no quotes, and looking is faster than quoting."""
