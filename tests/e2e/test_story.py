"""What is left of a workload that is gone: `hub serve` saw it and has ended, and everything still answers."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from .user import BIN, User

BUSY = """
def busy(number):
    import time
    until = time.monotonic() + 25
    while time.monotonic() < until:
        number += sum(range(10_000))
    return number
"""
RAY = f"""
import ray
{BUSY}
ray.init()
ray.get([ray.remote(busy).remote(1)])
print("so far so good", flush=True)
raise LookupError("the seventh seal")
"""
SPARK = f"""
from pyspark.sql import SparkSession
{BUSY}
spark = SparkSession.builder.getOrCreate()
found = spark.sparkContext.parallelize([1, 2], 2).map(busy).count()
print("counted", found, flush=True)
spark.stop()
"""
RAISES, COUNTS = "rayjob/default/raises", "sparkapplication/default/counts"
SUBMITTED = {
    RAISES: (["ray", "--name", "raises", "--code", "raises.py", "--", "python", "raises.py"], "Failed"),
    COUNTS: (["spark", "counts.py", "--name", "counts", "--nodes", "1"], "Completed"),
}


@pytest.mark.e2e
def test_what_is_gone_still_tells_its_story(
    user: User, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "raises.py").write_text(RAY)
    (folder / "counts.py").write_text(SPARK)
    monkeypatch.chdir(folder)
    kept = {"HUB_HISTORY_URL": f"sqlite:///{folder / 'history.db'}"}
    user = replace(user, settings={**user.settings, **kept})
    with serving(user, folder / "serve.log"):
        for key, (
            words,
            end,
        ) in SUBMITTED.items():  # one after the other: two JVMs and a Ray are much at once
            user.hub("submit", *words)
            user.until(lambda key=key: used(user, key), f"{key} in `hub top`, with what it uses", 180)
            row = user.wait(key, ["Failed", "Completed"])
            assert row["phase"] == end, row["message"]
        user.hub("delete", *SUBMITTED, "--yes", "--wait")
        user.until(lambda: not SUBMITTED.keys() & user.rows().keys(), "both are gone")
        user.until(lambda: all(gone(user, key) for key in SUBMITTED), "that they went is recorded", 30)
    tells(user)


def tells(user: User) -> None:
    """Nobody records any more, and nothing of it is on the cluster."""
    assert not SUBMITTED.keys() & user.rows().keys()
    for key, (_, end) in SUBMITTED.items():
        phases = [step["phase"] for step in items(user, "history", key)]
        assert {"Running", end} <= set(phases), phases
    assert "so far so good" in user.hub("logs", RAISES)
    assert "counted 2" in user.hub("logs", COUNTS)
    why = json.loads(user.hub("explain", RAISES, "-o", "json"))
    cause = why["sections"][0]
    assert cause["title"] == "First cause"
    assert "LookupError: the seventh seal" in cause["lines"][0]
    assert "it was Completed" in user.hub("explain", COUNTS)
    held = {row["group"]["workload"]: row for row in items(user, "usage", "--by", "workload")}
    assert all(held[key]["cpuUsed"] > 0 and held[key]["runningHours"] > 0 for key in SUBMITTED)


def used(user: User, key: str) -> dict[str, Any] | None:
    """Its row in `hub top` once that has processors and memory."""
    row = next((row for row in items(user, "top") if row["name"] == key), {})
    usage = row.get("usage") or {}
    return row if (usage.get("cpu") or 0) > 0.1 and (usage.get("memory") or 0) > 2**20 else None


def items(user: User, *words: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(user.hub(*words, "-o", "json"))["items"]
    return found


def gone(user: User, key: str) -> bool:
    return any(step["kind"] == "gone" for step in items(user, "history", key))


@contextmanager
def serving(user: User, log: Path) -> Iterator[None]:
    """A hub that records, until the end of the block."""
    command = [BIN / "hub", "serve", "--no-page", "--port", "0"]
    with log.open("w") as to:
        process = subprocess.Popen(command, env=user.env, stdout=to, stderr=to)
    try:
        user.until(lambda: "http://" in log.read_text(), "`hub serve` answers", 60)
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) in (0, 143, -15), log.read_text()
