"""Why containers ended, in plain words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

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
    """What a Python program ended with: the line below its last traceback, as the interpreter prints it."""
    for before, line in zip(lines[-2::-1], lines[:0:-1], strict=True):
        if before.startswith("  ") and _RAISED.match(line):
            return line.strip()
    return ""


def _container(one: Container) -> str:
    told = REASONS.get(one.reason) or CODES.get(one.exit_code or 0, "")
    words = [f"container {one.name} exited with code {one.exit_code}"]
    words += [told] if told else []
    words += [one.message] if one.message else []
    return ": ".join(words)
