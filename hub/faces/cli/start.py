"""Run one command line: its exit code, and one line for whatever went wrong."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from hub.errors import HubError
from hub.faces.cli.asked import Asked

INTERRUPTED = 130
PIPE_CLOSED = 141
"""What a shell reports of a program that a signal ended: 128 and the signal's number."""


def run(arguments: Sequence[str]) -> int:
    """The exit code of ``hub`` with these arguments. Raises nothing."""
    from hub.faces.cli.app import command

    asked = Asked(arguments)
    try:
        code = command().main(list(arguments), prog_name="hub", standalone_mode=False, obj=asked)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        return _pipe_closed()
    except Exception as error:  # the last line of defence: a person gets one line, not a traceback
        return _failed(error, asked)


def _failed(error: Exception, asked: Asked) -> int:
    if asked.flags.get("verbose"):
        import traceback

        traceback.print_exception(error)
    print(f"hub: {_line(error)}", file=sys.stderr)
    return _code(error)


def _line(error: Exception) -> str:
    from typer import Abort, TyperException

    if isinstance(error, HubError):
        return str(error)
    if isinstance(error, Abort):
        return "nothing was done"
    if isinstance(error, TyperException):
        return _misuse(error)
    return (
        f"unexpected {type(error).__name__}: {error}; run it again with -v for the traceback, and report it"
    )


def _misuse(error: object) -> str:
    """What the parser of arguments objects to, in the house's words."""
    message = error.format_message().rstrip(".")  # type: ignore[attr-defined]
    place = getattr(getattr(error, "ctx", None), "command_path", "hub")
    return f"{message[:1].lower()}{message[1:]}; `{place} --help` shows what it takes"


def _code(error: Exception) -> int:
    code = getattr(error, "exit_code", 1)
    return code if isinstance(code, int) else 1


def _pipe_closed() -> int:
    """Whoever read our output has gone: leave quietly, also at the flush when Python ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return PIPE_CLOSED
