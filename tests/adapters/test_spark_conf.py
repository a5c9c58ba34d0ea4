"""Spark's own arithmetic, against what spark-submit 4.0 wrote into pods and what its documentation says."""

from __future__ import annotations

import pytest
from hub_spark import conf as spark

MIB = 2**20


@pytest.mark.parametrize(
    ("text", "mib"),
    [
        ("512m", 512),
        ("2g", 2048),
        ("2G", 2048),
        ("1024", 1024),
        ("1t", 1024 * 1024),
        ("1048576k", 1024),
        ("512mb", 512),
        ("512Mi", -1),
        ("1.5g", -1),
        ("", -1),
        ("9" * 30 + "g", -1),
    ],
)
def test_java_sizes_are_no_kubernetes_quantities(text: str, mib: int) -> None:
    assert spark.mib(text, -1) == mib


@pytest.mark.parametrize(
    ("conf", "foreign", "mib"),
    [
        ({}, False, 1408),  # 1g and the least overhead, 384 MiB
        ({"spark.driver.memory": "8g"}, False, 9011),  # 10%
        ({"spark.driver.memory": "2g"}, True, 2867),  # 40% outside the JVM
        ({"spark.driver.memory": "2g"}, False, 2432),
        ({"spark.driver.memory": "8g", "spark.kubernetes.memoryOverheadFactor": "0.2"}, True, 9830),
        ({"spark.driver.memory": "8g", "spark.driver.memoryOverheadFactor": "0.5"}, False, 12288),
        ({"spark.driver.memory": "2g", "spark.driver.memoryOverhead": "100"}, True, 2148),
        ({"spark.driver.memory": "2g", "spark.driver.minMemoryOverhead": "1g"}, False, 3072),
    ],
)
def test_a_drivers_memory(conf: dict[str, str], foreign: bool, mib: int) -> None:
    assert spark.driver(conf, foreign)["memory"] == mib * MIB


def test_an_executor_adds_what_lies_outside_its_heap() -> None:
    conf = {"spark.memory.offHeap.enabled": "true", "spark.memory.offHeap.size": str(512 * MIB)}
    assert spark.executor(conf, False)["memory"] == (1408 + 512) * MIB
    python = {"spark.executor.pyspark.memory": "1g"}
    assert spark.executor(python, True)["memory"] == (1024 + 409 + 1024) * MIB


def test_cores_are_asked_for_as_kubernetes_counts_them() -> None:
    assert spark.executor({"spark.executor.cores": "4"}, False)["cpu"] == 4
    own = {"spark.executor.cores": "4", "spark.kubernetes.executor.request.cores": "1500m"}
    assert spark.executor(own, False)["cpu"] == 1.5


@pytest.mark.parametrize(
    ("conf", "alive", "count"),
    [
        ({}, 0, (2, 2, 2)),
        ({"spark.executor.instances": "5"}, 7, (5, 5, 5)),
        ({"spark.dynamicAllocation.enabled": "true"}, 0, (0, 0, spark.UNBOUNDED)),
        (
            {"spark.dynamicAllocation.enabled": "true", "spark.executor.instances": "3"},
            0,
            (3, 0, spark.UNBOUNDED),
        ),
        (
            {
                "spark.dynamicAllocation.enabled": "true",
                "spark.dynamicAllocation.minExecutors": "2",
                "spark.dynamicAllocation.maxExecutors": "4",
            },
            9,
            (4, 2, 4),
        ),
    ],
)
def test_how_many_executors(conf: dict[str, str], alive: int, count: tuple[int, int, int]) -> None:
    assert spark.executors(conf, alive) == count
