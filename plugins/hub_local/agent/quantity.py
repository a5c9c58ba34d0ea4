"""Kubernetes quantities (``500m``, ``2Gi``, ``1e3``) as exact numbers."""

from __future__ import annotations

import re
from decimal import ROUND_CEILING, Decimal

SUFFIXES = {
    "": Decimal(1), "n": Decimal("1e-9"), "u": Decimal("1e-6"), "m": Decimal("1e-3"),
    "k": Decimal(10**3), "M": Decimal(10**6), "G": Decimal(10**9),
    "T": Decimal(10**12), "P": Decimal(10**15), "E": Decimal(10**18),
    "Ki": Decimal(2**10), "Mi": Decimal(2**20), "Gi": Decimal(2**30),
    "Ti": Decimal(2**40), "Pi": Decimal(2**50), "Ei": Decimal(2**60),
}  # fmt: skip
FORM = re.compile(r"([+-]?\d*\.?\d+(?:[eE][+-]?\d+)?|[+-]?\d+\.)([numkKMGTPE]?i?)")


def parse(text: str | int | float) -> Decimal:
    """The value in base units (cores, bytes, devices). ``ValueError`` for anything else."""
    match = FORM.fullmatch(str(text))
    if match is None or match[2] not in SUFFIXES:
        raise ValueError(f"not a quantity: {text!r}")
    return Decimal(match[1]) * SUFFIXES[match[2]]


def ceiling(value: Decimal, divisor: Decimal) -> int:
    """How many divisors hold the value, rounded up, as ``resourceFieldRef`` does."""
    return int((value / (divisor or Decimal(1))).to_integral_value(ROUND_CEILING))
