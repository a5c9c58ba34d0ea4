"""Which lines of a log are wanted, and how one is written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from hub.errors import Usage
from hub.service.reading import Wanted as Lines


@dataclass(frozen=True)
class Wanted:
    """What ``hub logs`` was asked for. ``since`` is in seconds."""

    pod: str = ""
    container: str = ""
    previous: bool = False
    follow: bool = False
    since: float | None = None
    grep: re.Pattern[str] | None = None

    @staticmethod
    def pattern(text: str) -> re.Pattern[str] | None:
        """A regular expression, or none. Raises `Usage`."""
        try:
            return re.compile(text) if text else None
        except re.error as error:
            raise Usage(f"--grep {text!r} is no regular expression: {error}") from None

    def asked(self, now: datetime) -> Lines:
        """What the service is asked."""
        since = None if self.since is None else now - timedelta(seconds=self.since)
        return Lines(self.pod, self.container, self.follow, self.previous, since)

    def shows(self, text: str) -> bool:
        return self.grep is None or self.grep.search(text) is not None

    @staticmethod
    def written(line: Any, many: bool) -> str:
        """The line, after its pod's name where several pods write."""
        return f"{line.pod}  {line.text}" if many else str(line.text)
