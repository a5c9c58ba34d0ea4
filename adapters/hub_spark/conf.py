"""Spark's arithmetic: its sizes, its memory overheads, how many executors a configuration asks for.

Source: Spark 4.0, `JavaUtils.byteStringAs`, `BasicDriverFeatureStep`, `BasicExecutorFeatureStep`,
`ResourceProfile`, `SchedulerBackendUtils`, `Utils.getDynamicAllocationInitialExecutors`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from hub.adapter import Obj, quantity

Conf = Mapping[str, str]
"""Spark's properties, as ``--conf`` would set them."""

UNBOUNDED = 2**31 - 1
INSTANCES = 2
"""Executors where nobody says how many (`SchedulerBackendUtils.DEFAULT_NUMBER_EXECUTORS`)."""

_POWERS = {"b": 0, "k": 1, "kb": 1, "m": 2, "mb": 2, "g": 3, "gb": 3, "t": 4, "tb": 4, "p": 5, "pb": 5}
_SIZE = re.compile(r"(\d+)([a-z]*)")
MIB = 2**20


def properties(spec: Obj, path: str = "sparkConf") -> dict[str, str]:
    return {name: str(value.raw) for name, value in spec.items(path) if isinstance(value.raw, str | int)}


def given(spec: Obj, fields: Mapping[str, str]) -> Conf:
    """The properties that these fields of a specification stand for, where they are set."""
    found: dict[str, str] = {}
    for path, name in fields.items():
        value = spec.get(path)
        if isinstance(value, (int, str)):
            found[name] = str(value).lower() if isinstance(value, bool) else str(value)
    return found


@lru_cache(maxsize=4096)
def mib(text: str, default: int = 0) -> int:
    """A Java size in MiB: ``512m`` is 512, ``2g`` 2048, a bare number counts MiB."""
    match = _SIZE.fullmatch(text.strip().lower())
    if match is None or (match[2] and match[2] not in _POWERS):
        return default
    power = _POWERS[match[2] or "m"]
    return int(match[1]) * 1024**power // MIB if len(match[1]) < 19 else default


def number(conf: Conf, name: str, default: int = 0) -> int:
    text = conf.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 10 else default


def true(conf: Conf, name: str) -> bool:
    return conf.get(name, "").lower() == "true"


def fraction(text: str, default: float) -> float:
    try:
        found = float(text)
    except ValueError:
        return default
    return found if 0 <= found < 1000 else default


# What one pod asks for


def driver(conf: Conf, foreign: bool) -> dict[str, str | float]:
    """The driver container's requests. ``foreign``: its program is Python or R, outside the JVM."""
    memory = mib(conf.get("spark.driver.memory", "1g"), 1024)
    return {
        "cpu": _cores(conf, "driver"),
        "memory": float((memory + _overhead(conf, "driver", memory, foreign)) * MIB),
        **_gpus(conf, "driver"),
    }


def executor(conf: Conf, foreign: bool) -> dict[str, str | float]:
    """Likewise an executor's. In client mode Spark does not count a Python program as foreign."""
    memory = mib(conf.get("spark.executor.memory", "1g"), 1024)
    total = memory + _overhead(conf, "executor", memory, foreign)
    if true(conf, "spark.memory.offHeap.enabled"):
        size = conf.get("spark.memory.offHeap.size", "0")
        total += mib(size + "b" if size.isdecimal() else size)
    if foreign:
        total += mib(conf.get("spark.executor.pyspark.memory", "0"))
    return {"cpu": _cores(conf, "executor"), "memory": float(total * MIB), **_gpus(conf, "executor")}


def _cores(conf: Conf, role: str) -> float:
    return quantity(
        conf.get(f"spark.kubernetes.{role}.request.cores") or conf.get(f"spark.{role}.cores", "1")
    )


def _overhead(conf: Conf, role: str, memory: int, foreign: bool) -> int:
    """Memory beside the heap: as said, else a share of the heap (40% outside the JVM), never too little."""
    if own := mib(conf.get(f"spark.{role}.memoryOverhead", "")):
        return own
    common = conf.get("spark.kubernetes.memoryOverheadFactor", "")
    share = fraction(common, 0.4 if foreign else 0.1)
    share = fraction(conf.get(f"spark.{role}.memoryOverheadFactor", ""), share)
    return max(int(share * memory), mib(conf.get(f"spark.{role}.minMemoryOverhead", "384m"), 384))


def _gpus(conf: Conf, role: str) -> dict[str, str | float]:
    """Custom resources of Spark become extended resources of their vendor (`KubernetesConf`)."""
    found: dict[str, str | float] = {}
    start = f"spark.{role}.resource."
    for name, vendor in conf.items():
        if name.startswith(start) and name.endswith(".vendor"):
            what = name.removeprefix(start).removesuffix(".vendor")
            if what and "." not in what and (amount := conf.get(f"{start}{what}.amount")):
                found[f"{vendor}/{what}"] = amount
    return found


# How many


class Count(NamedTuple):
    desired: int
    minimum: int
    maximum: int


def dynamic(conf: Conf) -> bool:
    return true(conf, "spark.dynamicAllocation.enabled")


def executors(conf: Conf, alive: int = 0) -> Count:
    """How many executors; with dynamic allocation at first, or as many as the driver has made since."""
    if not dynamic(conf):
        fixed = number(conf, "spark.executor.instances", INSTANCES)
        return Count(fixed, fixed, fixed)
    low = number(conf, "spark.dynamicAllocation.minExecutors")
    high = max(number(conf, "spark.dynamicAllocation.maxExecutors", UNBOUNDED), low)
    first = max(
        low,
        number(conf, "spark.dynamicAllocation.initialExecutors"),
        number(conf, "spark.executor.instances"),
    )
    return Count(min(max(first, alive), high), low, high)
