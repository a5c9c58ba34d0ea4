"""Amounts: Kubernetes quantities as numbers, and requests as one record."""

from __future__ import annotations

import re
from collections.abc import Callable
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
        if self is NOTHING:
            return more
        if more is NOTHING or not more:
            return self
        if not self:
            return more
        other = _joined(self.other, more.other, lambda a, b: a + b)
        return Resources(round(self.cpu + more.cpu, 9), self.memory + more.memory, self.gpu + more.gpu, other)

    def __or__(self, more: Resources) -> Resources:
        """The larger of each: what init containers and containers need in turn."""
        if more is NOTHING or not more:
            return self
        if self is NOTHING:
            return more
        other = _joined(self.other, more.other, max)
        return Resources(
            max(self.cpu, more.cpu), max(self.memory, more.memory), max(self.gpu, more.gpu), other
        )

    def __mul__(self, times: int) -> Resources:
        if times == 1:
            return self
        other = {name: amount * times for name, amount in self.other.items()} if self.other else {}
        return Resources(round(self.cpu * times, 9), self.memory * times, self.gpu * times, other)

    def __bool__(self) -> bool:
        return bool(self.cpu or self.memory or self.gpu or self.other)

    @classmethod
    def of(cls, amounts: Any) -> Resources:
        """From a mapping of resource names to quantities, as in ``resources.requests``."""
        if not isinstance(amounts, dict) or not amounts:
            return NOTHING
        try:
            return _of(tuple(amounts.items()))
        except TypeError:  # a value of the wrong type: lists and mappings cannot be looked up
            return _of(tuple((k, v) for k, v in amounts.items() if isinstance(v, (str, int, float))))


NOTHING = Resources()


def _joined(
    one: dict[str, float], two: dict[str, float], join: Callable[[float, float], float]
) -> dict[str, float]:
    if not one and not two:
        return {}
    return {name: join(one.get(name, 0.0), two.get(name, 0.0)) for name in sorted(one.keys() | two.keys())}


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
