"""The laws. Each is one sentence that is true of every adapter, and the function that tries to refute it.

`reading` judges what comes out of the cases, `counting` the pod sets, `steering` the
buttons, `saying` the words, `breaking` what becomes of broken objects, and `purity`
the source. A law looks at one `Bench` and yields a line for each breach; it knows no
framework and makes no exception. For every law, the house's tests hold a rogue
adapter that breaks it: a law that catches nobody does not belong here.
"""

from . import breaking, counting, purity, reading, saying, steering
from .law import Law

LAWS: tuple[Law, ...] = (
    *saying.LAWS,
    *reading.LAWS,
    *counting.LAWS,
    *steering.LAWS,
    *purity.LAWS,
    *breaking.LAWS,
)

__all__ = ["LAWS", "Law"]
