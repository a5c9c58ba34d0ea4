"""Output into a file that somebody named."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from hub.errors import Usage


@contextmanager
def to(file: str) -> Iterator[TextIO]:
    """The file, or stdout where none is named or it is ``-``. Raises `Usage`."""
    if file in ("", "-"):
        yield sys.stdout
        return
    try:
        out = Path(file).expanduser().open("w", encoding="utf-8")
    except OSError as error:
        raise Usage(f"{file} cannot be written: {error.strerror}; name another file") from None
    with out:
        yield out
