"""Bytes to records: the API server's JSON decoded straight into the few fields that are read.

The shapes follow Kubernetes 1.37's `core/v1` and `meta/v1` types. Every field may
be missing or null. What has the wrong type is pruned and the rest is read; what
is no JSON object at all raises `Garbled`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

import msgspec
from msgspec import Raw

T = TypeVar("T")
EMPTY = Raw()


class Garbled(ValueError):
    """Bytes that are no Kubernetes object; the text says what was found."""


class Wire(msgspec.Struct, frozen=True, gc=False, rename="camel"):
    """A projection: unknown fields are skipped while decoding."""


class OwnerWire(Wire, frozen=True, gc=False):
    api_version: str = ""
    kind: str = ""
    name: str = ""
    uid: str = ""
    controller: bool | None = None


class MetaWire(Wire, frozen=True, gc=False):
    name: str = ""
    namespace: str = ""
    uid: str = ""
    resource_version: str = ""
    generation: int = 0
    creation_timestamp: datetime | None = None
    deletion_timestamp: datetime | None = None
    labels: dict[str, str] | None = None
    annotations: Raw = EMPTY
    owner_references: list[OwnerWire] | None = None


NO_META = MetaWire()


class GroupWire(Wire, frozen=True, gc=False):
    pod_group_name: str | None = None


class SpecWire(Wire, frozen=True, gc=False):
    """Containers stay bytes: pods of one template have the same, and are read once (`hub.core.templates`)."""

    node_name: str = ""
    scheduler_name: str = ""
    priority_class_name: str = ""
    containers: Raw = EMPTY
    init_containers: Raw = EMPTY
    resources: Raw = EMPTY
    overhead: Raw = EMPTY
    scheduling_group: GroupWire | None = None


class WaitingWire(Wire, frozen=True, gc=False):
    reason: str = ""
    message: str = ""


class TerminatedWire(Wire, frozen=True, gc=False):
    exit_code: int = 0
    reason: str = ""
    message: str = ""
    finished_at: datetime | None = None


class StateWire(Wire, frozen=True, gc=False):
    waiting: WaitingWire | None = None
    running: Raw = EMPTY
    terminated: TerminatedWire | None = None


class ContainerStatusWire(Wire, frozen=True, gc=False):
    name: str = ""
    ready: bool = False
    restart_count: int = 0
    state: StateWire | None = None
    last_state: StateWire | None = None


class ConditionWire(Wire, frozen=True, gc=False):
    type: str = ""
    status: str = ""
    reason: str = ""
    message: str = ""
    last_transition_time: datetime | None = None


class StatusWire(Wire, frozen=True, gc=False):
    phase: str = ""
    reason: str = ""
    message: str = ""
    nominated_node_name: str = ""
    conditions: list[ConditionWire] | None = None
    container_statuses: list[ContainerStatusWire] | None = None
    init_container_statuses: list[ContainerStatusWire] | None = None


class PodWire(Wire, frozen=True, gc=False):
    metadata: MetaWire = NO_META
    spec: SpecWire | None = None
    status: StatusWire | None = None


class DocWire(Wire, frozen=True, gc=False):
    api_version: str = ""
    kind: str = ""
    metadata: MetaWire = NO_META
    spec: Raw = EMPTY
    status: Raw = EMPTY


NO_POD, NO_DOC = PodWire(), DocWire()


class ListMetaWire(Wire, frozen=True, gc=False):
    resource_version: str = ""
    continue_: str = msgspec.field(name="continue", default="")


NO_LIST = ListMetaWire()


class PodListWire(Wire, frozen=True, gc=False):
    metadata: ListMetaWire = NO_LIST
    items: list[PodWire] | None = None


class DocListWire(Wire, frozen=True, gc=False):
    api_version: str = ""
    kind: str = ""
    metadata: ListMetaWire = NO_LIST
    items: list[DocWire] | None = None


class RawListWire(Wire, frozen=True, gc=False):
    metadata: ListMetaWire = NO_LIST
    items: list[Raw] | None = None


class PodEventWire(Wire, frozen=True, gc=False):
    type: str = ""
    object: PodWire = NO_POD


class DocEventWire(Wire, frozen=True, gc=False):
    type: str = ""
    object: DocWire = NO_DOC


class RawEventWire(Wire, frozen=True, gc=False):
    type: str = ""
    object: Raw = EMPTY


_DECODERS: dict[type, msgspec.json.Decoder[Any]] = {}


def decode(raw: bytes | Raw, shape: type[T]) -> T:
    """One value of this shape. Wrong types inside are pruned; raises `Garbled` when nothing can be read."""
    decoder = _DECODERS.get(shape) or _DECODERS.setdefault(shape, msgspec.json.Decoder(shape))
    try:
        found: T = decoder.decode(raw)
    except msgspec.ValidationError:
        return mended(loads(raw), shape)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Garbled(f"not JSON: {error}") from None
    return found


def loads(raw: bytes | Raw) -> Any:
    """Plain values. Raises `Garbled`."""
    try:
        return msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Garbled(f"not JSON: {error}") from None


_PLACE = re.compile(r"at `(?:key in )?\$(.*?)`$")


def mended(value: Any, shape: type[T]) -> T:
    """The value with all that is of the wrong type taken out. ``value`` itself is not changed."""
    if not isinstance(value, Mapping):
        raise Garbled(f"not an object but {type(value).__name__}")
    value = msgspec.json.decode(msgspec.json.encode(value))
    while True:
        try:
            # through bytes: Raw fields are bytes of the document, which convert() does not know
            return msgspec.json.decode(msgspec.json.encode(value), type=shape)
        except msgspec.ValidationError as error:
            place = _PLACE.search(str(error))
            if place is None or not place[1]:
                raise Garbled(str(error)) from None
            _prune(value, re.findall(r"\.([^.\[]+)|\[(\d+|\.\.\.)\]", place[1]))


def _prune(value: Any, path: list[tuple[str, str]]) -> None:
    """Remove what is at the path: a field, an item, or, where only ``[...]`` is known, the whole mapping."""
    steps: list[Any] = []
    for field, index in path:
        if index == "...":
            break
        steps.append(field or int(index))
    *way, last = steps
    for step in way:
        value = value[step]
    del value[last]
