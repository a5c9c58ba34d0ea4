"""`--server`: the verbs that ask a server say the same of the same objects; others say they cannot."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.faces.page.conftest import recorded
from tests.faces.page.server import BIN
from tests.faces.page.world import CASES, written

__all__ = ["recorded"]
KEY = "rayjob/language/reward-model"


def hub(*words: str, code: int = 0, **env: str) -> tuple[str, str]:
    """What it prints on stdout and on stderr."""
    told = subprocess.run(
        [BIN / "hub", *words], capture_output=True, text=True, env={**os.environ, **env}, timeout=60
    )
    assert told.returncode == code, told.stderr
    assert "Traceback" not in told.stderr
    return told.stdout, told.stderr


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(written(tmp_path_factory.mktemp("same") / "teams.json", CASES))


@pytest.mark.parametrize(
    "words",
    [
        ("ls", "-o", "name"),
        ("ls", "--filter", "phase=Failed", "--sort", "-created", "-o", "name"),
        ("ls", "rayjob", "job", "--phase", "Failed,Running", "--search", "reward", "-o", "csv"),
        ("ls", "-n", "vision", "-o", "name", "--sort", "name"),
        ("show", KEY, "-o", "json"),
        ("explain", KEY),
        ("events", KEY, "-o", "json"),
    ],
)
def test_it_says_the_same(recorded: str, file: str, words: tuple[str, ...]) -> None:
    there, _ = hub(*words, "--server", recorded)
    here, _ = hub(*words, "--from", file, *(() if "-n" in words else ("-A",)))
    assert there
    assert sorted(there.splitlines()) == sorted(here.splitlines())


def test_the_token_may_come_from_the_environment(recorded: str) -> None:
    url, _, token = recorded.partition("/?token=")
    told, _ = hub("history", KEY, "-o", "json", HUB_SERVER=url, HUB_TOKEN=token)
    assert json.loads(told)["items"][-1]["phase"] == "Failed"
    settings, _ = hub("doctor", "--settings", HUB_SERVER=recorded, HUB_TOKEN=token)
    assert token not in settings
    _, said = hub("ls", HUB_SERVER=url, HUB_TOKEN="wrong", code=4)
    assert "the token goes into HUB_TOKEN" in said


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("logs", KEY), 2, "can be asked for ls, show, explain"),
        (("usage",), 2, "can be asked for ls, show, explain"),
        (("pods",), 2, "can be asked for ls, show, explain"),
        (("ls", "--watch"), 2, "cannot be asked with --watch"),
        (("events",), 2, "name its KEY"),
        (("history", KEY, "--filter", "phase=Failed"), 2, "cannot be asked with --filter"),
        (("show", KEY, "--from", "x"), 2, "leave one out"),
        (("ls", "--filter", "phas=Failed"), 2, "did you mean 'phase'"),
        (("show", KEY + "x"), 3, f"did you mean '{KEY}'"),
        (("scale", KEY, "-r", "2"), 1, "cannot scale"),
        (("delete", KEY), 2, "a recording cannot be changed"),
        (("stop", "--filter", "phase=Completed"), 0, "none of which can stop"),
    ],
)
def test_what_cannot_be_is_one_line(recorded: str, words: tuple[str, ...], code: int, said: str) -> None:
    printed, told = hub(*words, "--server", recorded, code=code)
    assert said in told
    assert told.count("hub: ") == 1
    assert (printed, recorded.partition("token=")[2] in told) == ("", False)


def test_a_server_that_is_away_is_said_to_be(tmp_path: Path) -> None:
    _, told = hub("ls", "--server", "http://127.0.0.1:9", code=5)
    assert told.startswith("hub: http://127.0.0.1:9 does not answer")
