"""One at a time, only what is meant, and what ends is started again."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from dataclasses import replace
from pathlib import Path

from hub_local.locks import only_one
from hub_local.processes import Identity, alive, identify, kill
from hub_local.records import Component
from hub_local.runner import Around, Runner


def test_the_second_waits_and_is_told_so(tmp_path: Path) -> None:
    order: list[str] = []
    waits = threading.Event()

    def second() -> None:
        with only_one(tmp_path / "it", waits.set):
            order.append("second")

    with only_one(tmp_path / "it", lambda: order.append("never")):
        other = threading.Thread(target=second)
        other.start()
        assert waits.wait(10)
        order.append("first")
        (tmp_path / "it").rmdir()  # as `down --purge` does: the second then makes it again
    other.join(10)
    assert order == ["first", "second"]
    assert (tmp_path / "it").is_dir()


def test_a_number_that_was_given_out_again_is_not_killed() -> None:
    with subprocess.Popen(["sleep", "60"]) as process:
        now = identify(process.pid)
        assert now is not None
        assert alive(now)
        before = replace(now, ticks=now.ticks - 1)
        assert not alive(before)
        assert kill(before)
        assert process.poll() is None
        assert kill(now)
        assert process.wait() == -signal.SIGKILL
    assert identify(process.pid) is None


def test_processes_of_an_earlier_boot_are_gone() -> None:
    mine = identify(os.getpid())
    assert mine is not None
    assert not alive(Identity(mine.pid, mine.ticks, "another boot"))


def eventually(what: object, seconds: float = 10.0) -> bool:
    deadline = time.monotonic() + seconds
    while not what():  # type: ignore[operator]
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def runner(tmp_path: Path, *argv: str, **kind: object) -> Runner:
    component = Component("it", argv, **kind)  # type: ignore[arg-type]
    return Runner(component, tmp_path / "it.log", Around(dict(os.environ)), None)


def test_what_ends_is_started_again_and_counted(tmp_path: Path) -> None:
    it = runner(tmp_path, "sh", "-c", "echo life; exit 3")
    try:
        assert eventually(lambda: it.status().restarts >= 2)
        status = it.status()
        assert status.last_exit == "exit code 3"
        assert (tmp_path / "it.log").read_text().count("life") >= 2
    finally:
        it.end()
    assert it.status().state == "stopped"


def test_what_cannot_be_started_says_so_and_is_tried_again(tmp_path: Path) -> None:
    it = runner(tmp_path, "/no/such/program")
    assert eventually(lambda: it.status().restarts >= 1)
    it.end()
    assert "could not be started" in str(it.status().last_exit)


def test_what_does_not_listen_is_killed_after_its_grace(tmp_path: Path) -> None:
    it = runner(tmp_path, "sh", "-c", "trap '' TERM; echo up; sleep 60", grace=0.2)
    assert eventually(lambda: (tmp_path / "it.log").exists() and "up" in (tmp_path / "it.log").read_text())
    it.end()
    assert it.status().last_exit == "killed by signal 9"
