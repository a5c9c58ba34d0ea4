"""What can go wrong, said in one line: what happened; what to do.

Each error carries the exit code of the command line; the HTTP face has a table
from the same classes.
"""

from __future__ import annotations

from collections.abc import Iterable


class HubError(Exception):
    """Something failed. The text is for the user: what happened; what to do."""

    exit_code = 1


class Usage(HubError):
    """The request itself is wrong."""

    exit_code = 2


class NotFound(HubError):
    """What was named is not there."""

    exit_code = 3


class NotAllowed(HubError):
    """The cluster says that this user may not."""

    exit_code = 4


class NoCluster(HubError):
    """There is no cluster to ask, or it does not answer."""

    exit_code = 5


class Refused(HubError):
    """An action cannot be done on this workload; the text is the reason."""


def nearest(word: str, known: Iterable[str]) -> str:
    """`` (did you mean 'phase'?)``, or nothing when no known word is near."""
    from difflib import get_close_matches

    close = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f" (did you mean {close[0]!r}?)" if close else ""
