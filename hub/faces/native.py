"""Work that a framework's own program submits: `hub submit` in a process of its own, followed to its end.

For the modules that MLflow and Airflow load. Their programs may run an event loop and have settings of their
own; a process apart meets neither, and says what a user would read.
"""

from __future__ import annotations

import atexit
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

HUB = (sys.executable, "-c", "import sys; from hub.faces.cli import main; sys.exit(main())")
TOLD = re.compile(r"hub: ([a-z0-9.-]+/[^/\s]*/\S+): [A-Z]")
"""The hub's own line about a row: its key, and its phase."""


class Refused(RuntimeError):
    """It was not submitted: in the hub's own words."""


class Followed:
    """Submitted work. ``rows`` is what the hub said of each row last, in the end how it ended."""

    def __init__(self, words: Sequence[str], manifest: str = "") -> None:
        """Submit it; ``-f -`` among the words reads the manifest. Raises `Refused`."""
        self.rows: dict[str, str] = {}
        self._before = list[str]()
        pipe = subprocess.PIPE
        self._running = subprocess.Popen(
            [*HUB, "submit", *words],
            stdin=pipe,
            stdout=pipe,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        atexit.register(self._running.terminate)
        assert self._running.stdin is not None
        with suppress(BrokenPipeError), self._running.stdin as stdin:
            stdin.write(manifest)
        for line in self._read():
            self._before.append(line)
            if self.rows:
                return
        self._running.wait()
        raise Refused("\n".join(self._before).removeprefix("hub: ") or "hub submit ended without a word")

    @property
    def told(self) -> str:
        """The latest that the hub said."""
        return "; ".join(self.rows.values())

    def lines(self) -> Iterator[str]:
        """The program's log and the phases between, as they come."""
        while self._before:
            yield self._before.pop(0)
        yield from self._read()

    def done(self) -> bool:
        """Wait for the end; whether it was a good one."""
        return self._running.wait() == 0

    def going(self) -> bool:
        return self._running.poll() is None

    def delete(self) -> str:
        """End it and remove all of it. What the hub says."""
        self._running.terminate()
        said = subprocess.run(
            [*HUB, "delete", *self.rows, "--yes"], capture_output=True, text=True, check=False
        )
        return (said.stdout + said.stderr).strip()

    def _read(self) -> Iterator[str]:
        assert self._running.stdout is not None
        for line in self._running.stdout:
            if found := TOLD.match(line):
                self.rows[found[1]] = line.removeprefix("hub: ").strip()
            yield line.rstrip("\n")


def form(name: str, said: Mapping[str, Any]) -> list[str]:
    """The command line of a form whose fields these are. Raises `NotFound` where there is none."""
    from hub.core.submitting import fields
    from hub.service.submitting import named

    words = [field for field in fields(named(name)) if field.word and field.name in said]
    plain = [str(said[field.name]) for field in words if field.kind != "command"]
    program = [str(word) for field in words if field.kind == "command" for word in said[field.name]]
    rest = {left: value for left, value in said.items() if left not in {field.name for field in words}}
    return [name, *plain, *flags(rest), *(["--", *program] if program else [])]


def flags(said: Mapping[str, Any]) -> list[str]:
    """Fields as flags: a list is repeated, a mapping is ``NAME=VALUE`` each, ``True`` is a switch."""
    return [word for name, value in said.items() for word in _flag(f"--{name.replace('_', '-')}", value)]


def _flag(name: str, value: Any) -> list[str]:
    if value is None or value is False or value == "":
        return []
    if value is True:
        return [name]
    if isinstance(value, Mapping):
        return [word for left, right in value.items() for word in (name, f"{left}={right}")]
    if isinstance(value, list | tuple):
        return [word for each in value for word in (name, str(each))]
    return [name, str(value)]
