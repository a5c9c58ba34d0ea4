"""Amounts: Kubernetes quantities as numbers, and requests as one record."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import msgspec

_UNITS = {
    "": 1.0,
    "n": 1e-9,
    "u": 1e-6,
    "m": 1e-3,
    "k": 1e3,
    "M": 1e6,
    "G": 1e9,
    "T": 1e12,
    "P": 1e15,
    "E": 1e18,
}
_UNITS |= {f"{letter}i": 1024.0**power for power, letter in enumerate("KMGTPE", 1)}
_QUANTITY = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+))(?:[eE]([+-]?\d{1,2})|([numkMGTPE]|[KMGTPE]i)?)")
GPUS = ("nvidia.com/gpu", "amd.com/gpu", "gpu.intel.com/i915", "gpu.intel.com/xe", "habana.ai/gaudi")
"""Extended resources that count as GPUs: the device plugins' own names. MIG slices are counted too."""


def quantity(text: Any) -> float:
    """A Kubernetes quantity as a number: ``500m`` is 0.5, ``1Gi`` is 1073741824. What is not one is 0."""
    if isinstance(text, (int, float)) and not isinstance(text, bool):
        return float(text)
    match = _QUANTITY.fullmatch(text.strip()) if isinstance(text, str) else None
    if match is None:
        return 0.0
    number, exponent, unit = match.groups()
    return float(number) * (10.0 ** int(exponent) if exponent else _UNITS[unit or ""])


class Resources(msgspec.Struct, frozen=True, gc=False):
    """An amount of everything: cpu in cores, memory in bytes, gpu in devices, the rest by name."""

    cpu: float = 0.0
    memory: int = 0
    gpu: float = 0.0
    other: dict[str, float] = {}

    def __add__(self, more: Resources) -> Resources:
        return self._with(more, lambda a, b: a + b)

    def __or__(self, more: Resources) -> Resources:
        """The larger of each: what init containers and containers need in turn."""
        return self._with(more, max)

    def __mul__(self, times: int) -> Resources:
        other = {name: amount * times for name, amount in self.other.items()}
        return Resources(round(self.cpu * times, 9), self.memory * times, self.gpu * times, other)

    def _with(self, more: Resources, join: Any) -> Resources:
        if not more:
            more = NOTHING
        names = self.other.keys() | more.other.keys()
        other = {n: join(self.other.get(n, 0.0), more.other.get(n, 0.0)) for n in sorted(names)}
        cpu, memory = round(join(self.cpu, more.cpu), 9), join(self.memory, more.memory)
        return Resources(cpu, memory, join(self.gpu, more.gpu), other)

    def __bool__(self) -> bool:
        return bool(self.cpu or self.memory or self.gpu or self.other)

    @classmethod
    def of(cls, amounts: Any) -> Resources:
        """From a mapping of resource names to quantities, as in ``resources.requests``."""
        items = amounts.items() if isinstance(amounts, Mapping) else ()
        return _of(tuple((str(k), v) for k, v in items if isinstance(v, (str, int, float))))


NOTHING = Resources()


@lru_cache(maxsize=4096)
def _of(items: tuple[tuple[str, Any], ...]) -> Resources:
    cpu, memory, gpu, other = 0.0, 0, 0.0, {}
    for name, text in items:
        amount = quantity(text)
        if name == "cpu":
            cpu = amount
        elif name == "memory":
            memory = int(amount)
        elif name in GPUS or name.startswith("nvidia.com/mig-"):
            gpu += amount
        elif amount:
            other[name] = amount
    return Resources(cpu, memory, gpu, other)
