"""Who did what: one JSON line for each action, also for what was refused."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TextIO

import msgspec

from hub.model.objects import stamp


class Deed(msgspec.Struct, frozen=True, rename="camel", kw_only=True):
    """One action. ``outcome`` is done, refused or failed; ``done`` are the lines that the user was told."""

    time: str
    user: str
    verb: str
    key: str
    dry_run: bool
    outcome: str
    done: Sequence[str] = ()
    detail: str | None = None


class Audit:
    """Where the lines go: a file that only grows, or stderr."""

    def __init__(self, file: str = "") -> None:
        self._out: TextIO = open(file, "a", encoding="utf-8") if file else sys.stderr  # noqa: SIM115  until the end

    def note(
        self, user: str, verb: str, key: str, dry_run: bool, done: Sequence[str] = (), error: str = ""
    ) -> None:
        """One action and what came of it. Every line is on the disk's way before the user is answered."""
        outcome = "refused" if error else "done"
        deed = Deed(
            time=stamp(datetime.now(UTC)),
            user=user,
            verb=verb,
            key=key,
            dry_run=dry_run,
            outcome=outcome,
            done=done,
            detail=error or None,
        )
        self._out.write(msgspec.json.encode(deed).decode() + "\n")
        self._out.flush()

    def close(self) -> None:
        if self._out is not sys.stderr:
            self._out.close()
