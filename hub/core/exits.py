"""Why containers ended, in plain words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from hub.model import Container, Pod

CODES = {
    126: "its command cannot be executed: is the file executable?",
    127: "its command was not found in the image",
    134: "it aborted (SIGABRT)",
    137: "it was killed (SIGKILL), often for its memory",
    139: "it crashed (SIGSEGV)",
    143: "it was asked to end (SIGTERM)",
}
"""Exit codes with a meaning: 126 and 127 a shell's, above 128 a signal's number (POSIX, ``sh``)."""

_RAISED = re.compile(r"[A-Za-z_][\w.]*(: |$)")
"""``FileNotFoundError: …``, ``KeyboardInterrupt`` (CPython 3.14, ``traceback.format_exception_only``)."""
_CAUSED = re.compile(r'Caused by: |Exception in thread "[^"]*" ')
"""How a JVM prints a throwable (OpenJDK 17, ``Throwable.printStackTrace``, ``ThreadGroup``)."""

REASONS = {
    "OOMKilled": "it used more memory than its limit; raise the limit, or use less",
    "Evicted": "its node ran short of something and evicted it",
    "DeadlineExceeded": "it ran longer than its own limit",
    "StartError": "it could not be started",
    "NodeLost": "its node is gone",
}


def why(pod: Pod) -> Iterator[str]:
    """A sentence for each container that ended badly; the pod's own message where none tells."""
    said = [_container(one) for one in pod.containers if one.exit_code]
    if said:
        yield from said
    elif pod.reason or pod.message:
        yield f"{REASONS.get(pod.reason, pod.reason)}: {pod.message}".strip(": ")


def raised(lines: Sequence[str]) -> str:
    """What a program ended with, by its last trace.

    Of Python's the line below the frames; of a JVM's, which may follow (py4j), the innermost cause.
    """
    found = ""
    for before, line in pairwise(("", *lines)):
        if before.startswith("  ") and _RAISED.match(line):
            found = line
        elif caused := _CAUSED.match(line):
            found = line[caused.end() :]
    return found.strip()


def _container(one: Container) -> str:
    told = REASONS.get(one.reason) or CODES.get(one.exit_code or 0, "")
    words = [f"container {one.name} exited with code {one.exit_code}"]
    words += [told] if told else []
    words += [one.message] if one.message else []
    return ": ".join(words)
