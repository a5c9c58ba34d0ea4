"""The demo's five workloads, from submission to the end, and what the hub says of each."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.core.transitions import LEGAL
from hub.model import Phase

from .user import BIN, User

MANIFEST = Path("examples/01-first-look/workloads.yaml")
ENDS = {
    "rayjob/default/estimate-pi": "Completed",
    "job/default/crunch": "Completed",
    "deployment/default/web": "Running",
    "job/default/forgetful": "Failed",
    "job/default/greedy": "Pending",
}
pytestmark = [pytest.mark.e2e, pytest.mark.smoke]


@pytest.fixture(scope="module")
def seen(user: User, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """What `hub ls --watch` printed from before the submission until everything had settled."""
    lines = tmp_path_factory.mktemp("watch") / "lines"
    with lines.open("w") as to:
        watching = subprocess.Popen([BIN / "hub", "ls", "--watch"], stdout=to, env=user.env)
        time.sleep(2)
        user.hub("submit", "-f", str(MANIFEST))
        for key, phase in ENDS.items():
            user.wait(key, [phase], 420)
        time.sleep(1)
        watching.terminate()
        watching.wait()
    yield lines.read_text()
    user.kubectl("delete", "-f", str(MANIFEST.absolute()), "--ignore-not-found")


def phases(seen: str, key: str) -> list[Phase]:
    """The phases a key went through, in order."""
    found: list[Phase] = []
    for line in seen.splitlines():
        if line.startswith(key + " "):
            said = re.findall(r"\b(" + "|".join(Phase) + r")\b", line.removeprefix(key).split("  ")[1])
            found += [Phase(word) for word in said if not found or Phase(word) is not found[-1]]
    return found


def test_the_ray_job_goes_through_its_phases_and_completes(seen: str) -> None:
    way = phases(seen, "rayjob/default/estimate-pi")
    assert way[-1] is Phase.COMPLETED
    assert {Phase.INITIALIZING, Phase.RUNNING} <= set(way)


@pytest.mark.parametrize("key", ENDS)
def test_every_step_is_legal_and_the_end_is_right(seen: str, key: str) -> None:
    way = phases(seen, key)
    assert way[-1] == ENDS[key]
    assert all(after in LEGAL[before] for before, after in zip([None, *way], way, strict=False)), way


def test_the_failed_one_is_explained_by_its_own_last_words(seen: str, user: User) -> None:
    told = " ".join(user.hub("explain", "job/default/forgetful").split())
    assert "exited with code 1" in told
    assert "FileNotFoundError: [Errno 2] No such file or directory: '/data/train.csv'" in told


def test_the_stuck_one_is_told_what_would_fit(seen: str, user: User) -> None:
    told = user.hub("explain", "job/default/greedy")
    assert "asks for 64 gpu; the largest node has 4" in " ".join(told.split())


def test_the_log_of_the_ray_job_is_still_there_or_its_pods_are_gone(seen: str, user: User) -> None:
    row = user.rows()["rayjob/default/estimate-pi"]
    submitters = [name for name in row["pods"] if name.startswith("estimate-pi")]
    assert submitters, "the submitter's pod stays until the RayJob goes"
    assert "pi is about 3.1" in user.hub("logs", "rayjob/default/estimate-pi")


def test_a_recording_shows_the_same_rows_as_the_cluster(seen: str, user: User, tmp_path: Path) -> None:
    file = str(tmp_path / "seen.yaml")
    user.hub("record", file)
    live, recorded = user.rows(), user.rows("--from", file)
    assert live.keys() == recorded.keys()
    for key, row in live.items():
        assert recorded[key] == row | {"usage": None}, "what is used now is measured, not recorded"
