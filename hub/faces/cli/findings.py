"""What `hub doctor` found: one thing at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "note", "wrong"]


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. ``fix`` says what to do where it is not well."""

    area: str
    state: State
    what: str
    fix: str = ""
