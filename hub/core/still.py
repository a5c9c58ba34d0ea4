"""A pause of Python's search for cycles while a first listing becomes a board.

What is made then refers to what is below it only, so there are no cycles to find; and with each
tenth of the cluster read the collector would walk over all of it once more.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def still() -> Iterator[None]:
    """Search for no cycles meanwhile. Memory is given back as ever, by counting references."""
    searching = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searching:
            gc.enable()
