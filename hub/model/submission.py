"""What can be submitted: the fields of a form, and what it is when it is filled in.

A face draws a form or command-line flags from the fields; `hub.core.submitting`
reads what was typed into values; an adapter turns values into objects.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

import msgspec

from .intents import Call, Create

Sort = Literal[
    "text",
    "whole",
    "amount",
    "time",
    "switch",
    "many",
    "pairs",
    "values",
    "volumes",
    "code",
    "program",
    "command",
]
"""How a field is typed, and as what its value reaches an adapter:

========= ============================ =======================================
text      a word, one of ``choices``   ``str``
whole     ``4``                        ``int``
amount    ``500m``, ``2Gi``            ``str``, a Kubernetes quantity
time      ``90s``, ``2h``              ``int``, seconds
switch    given or not                 ``bool``
many      may be repeated              ``tuple[str, ...]``
pairs     ``NAME=VALUE``, repeated     ``dict[str, str]``
values    ``NAME=VALUE``, or JSON     ``dict[str, Any]``
volumes   ``CLAIM:/path[:ro]``         ``tuple[Volume, ...]``
code      a local file or folder       `Code`
program   a local file, or a URL       `Code`, or ``str`` for what the framework finds itself
command   all that follows             ``tuple[str, ...]``
========= ============================ =======================================
"""


class Field(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One thing that can be said. ``minimum`` and ``maximum`` are in ``unit``; amounts in cores or bytes."""

    name: str
    """As a flag, without the dashes: ``service-account``."""
    short: str = ""
    """A flag of one letter, where the framework's own tool has it: ``-P``."""
    help: str
    kind: Sort = "text"
    default: Any = None
    """Of the kind's type; ``None``: it is left to the cluster, or asked for where ``required``."""
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    required: bool = False
    section: str = "This framework"
    """The part of the form that it stands in."""
    word: bool = False
    """It is typed as a word of its own, not as a flag."""


class Volume(NamedTuple):
    """Something mounted at ``path``. ``source`` is claim, configmap or secret."""

    source: str
    name: str
    path: str
    read_only: bool = False


class Code(NamedTuple):
    """A local file or folder that goes along: contents by their path in it."""

    name: str
    files: Mapping[str, bytes]


@dataclass(frozen=True)
class Filled:
    """A form that was filled in: every field of it has a value, the default where nothing was said."""

    values: Mapping[str, Any]

    @property
    def name(self) -> str:
        return self.text("name")

    def text(self, field: str) -> str:
        return str(self.values.get(field) or "")

    def number(self, field: str) -> int | None:
        found = self.values.get(field)
        return found if isinstance(found, int) else None

    def on(self, field: str) -> bool:
        return bool(self.values.get(field))

    def words(self, field: str) -> tuple[str, ...]:
        return tuple(self.values.get(field) or ())

    def pairs(self, field: str) -> dict[str, str]:
        return dict(self.values.get(field) or {})

    @property
    def volumes(self) -> tuple[Volume, ...]:
        return tuple(self.values.get("volume") or ())

    @property
    def code(self) -> Code | None:
        found = self.values.get("code")
        return found if isinstance(found, Code) else None


@dataclass(frozen=True, kw_only=True)
class Submission:
    """One way to submit work. Pure: ``make`` turns a filled form into objects, and does nothing else.

    The first object is the root. The others are its own: the hub makes them after it, owned by it, so
    that they go when it goes. What no object starts is one call of the framework's own server.
    """

    name: str
    """What ``hub submit`` takes: ``ray``."""
    type: str
    """The adapter that reads what it makes: ``rayjob``."""
    help: str
    """One sentence."""
    make: Callable[[Filled], Sequence[Create] | Sequence[Call]]
    fields: Sequence[Field] = ()
    """Its own, beside those that all have."""
    defaults: Mapping[str, Any] = field(default_factory=dict)
    """What fields that all have are here when nothing is said: an image, a number of nodes."""
    cannot: Mapping[str, str] = field(default_factory=dict)
    """Fields that all have and this framework has no place for: why, and what to do instead."""
    excludes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Field → those that say nothing beside it: why, and what to do instead."""
    row: Callable[[Filled], str] = lambda filled: filled.name
    """The name of its row, where a call makes it."""
    logs: Sequence[str] = ()
    """The roles whose log is the program's; none means all."""
    examples: Sequence[str] = ()
    """Command lines that work as they stand."""
