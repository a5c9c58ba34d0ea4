"""What a pod's containers ask for, read once for all pods of one template."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Literal, NamedTuple

from hub.model import Container, Obj, Resources
from hub.rules import requests

from .wire import Garbled, SpecWire, loads

Role = Literal["init", "sidecar", "main"]


class Slot(NamedTuple):
    """One container of the template."""

    name: str
    image: str
    role: Role
    memory: int = 0
    """Its limit in bytes; 0 where it has none."""


class Template(NamedTuple):
    """Containers in the order they start, init containers first; what one pod requests; literal variables."""

    slots: tuple[Slot, ...]
    requests: Resources
    env: Mapping[str, str]
    names: frozenset[str]
    all_up: tuple[Container, ...]
    """Its containers when all run for the first time and are ready; none where some are to end first."""


def template(spec: SpecWire, names: frozenset[str]) -> Template:
    """By the bytes of the fields, which pods of one template have in common; variables of these ``names``."""
    fields = bytes(spec.containers), bytes(spec.init_containers), bytes(spec.resources)
    return _template(*fields, bytes(spec.overhead), names)


def alike(one: SpecWire, other: SpecWire) -> bool:
    """Whether two pods have the same template."""
    return bool(
        one.containers == other.containers
        and one.init_containers == other.init_containers
        and one.resources == other.resources
        and one.overhead == other.overhead
    )


@lru_cache(maxsize=4096)
def _template(main: bytes, init: bytes, resources: bytes, overhead: bytes, names: frozenset[str]) -> Template:
    spec = {"containers": _part(main), "initContainers": _part(init)}
    spec |= {"resources": _part(resources), "overhead": _part(overhead)}
    slots = *_slots(_each(init), init=True), *_slots(_each(main), init=False)
    up = () if init else tuple(_up(slot) for slot in slots)
    called = frozenset(slot.name for slot in slots)
    return Template(slots, requests(Obj(spec)), _environment(_each(main), names), called, up)


def _up(slot: Slot) -> Container:
    name, image, role, memory = slot
    return Container(name, image, role, True, state="running", memory=memory)


def _environment(containers: Iterator[Obj], names: frozenset[str]) -> dict[str, str]:
    """The literal values of these variables; the last container that sets one wins."""
    entries = (entry for container in containers for entry in container.each("env"))
    found = {entry.text("name"): entry.text("value") for entry in entries if entry.text("name") in names}
    return {name: value for name, value in found.items() if value}


def _slots(containers: Iterator[Obj], *, init: bool) -> Iterator[Slot]:
    for container in containers:
        first: Role = "sidecar" if container.text("restartPolicy") == "Always" else "init"
        limit = Resources.of(container.get("resources.limits")).memory
        yield Slot(container.text("name"), container.text("image"), first if init else "main", limit)


def _each(raw: bytes) -> Iterator[Obj]:
    return Obj({"items": _part(raw)}).each("items")


def _part(raw: bytes) -> object:
    try:
        return loads(raw) if raw else None
    except Garbled:
        return None
