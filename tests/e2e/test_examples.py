"""The examples, as their READMEs have them: each line is run in its folder, in the order it stands there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import NamedTuple

import pytest

from .user import BIN, User, run

EXAMPLES = Path("examples").absolute()
BLOCK = re.compile(r"^```\n(hub submit .*?)^```", re.MULTILINE | re.DOTALL)


class Shown(NamedTuple):
    """What the lines must show."""

    folder: str
    says: str
    """In the log that the first line follows."""
    then: str
    """In what the second line prints."""


SMOKE = [
    Shown("03-ray", "sum 285 on", "rayjob/default/squares is Completed"),
    Shown("04-spark", "counted tea 2", "counted milk 1"),
    Shown("05-training-operator", "rank 0 of 2, led by ranks-master-0", "ranks-master-0"),
    Shown("06-trainer", "node 1", "trainjob/default/nodes is Completed"),
    Shown("07-kubernetes", "share 2", "created Job/again"),
]


@pytest.mark.e2e
@pytest.mark.smoke
@pytest.mark.parametrize("shown", SMOKE, ids=lambda shown: shown.folder)
def test_an_example(user: User, shown: Shown) -> None:
    folder = EXAMPLES / shown.folder
    found = BLOCK.search((folder / "README.md").read_text())
    assert found is not None
    first, second, last = (typed(user, folder, line) for line in found[1].splitlines())
    assert shown.says in first
    assert shown.then in second
    assert "deleted " in last


def typed(user: User, folder: Path, line: str) -> str:
    """What a line prints, typed there."""
    words = shlex.split(line)
    assert words[0] == "hub"
    done = run([str(BIN / "hub"), *words[1:]], user.env, folder=folder)
    assert done.returncode == 0, f"{line}: {done.returncode}\n{done.stdout}{done.stderr}"
    return done.stdout


def test_every_example_has_a_readme_and_is_run_by_a_test() -> None:
    elsewhere = {"01-first-look", "02-your-own-adapter", "08-airflow", "09-all-or-nothing"}
    told = elsewhere | {*(shown.folder for shown in SMOKE)}
    assert {each.parent.name for each in EXAMPLES.glob("*/README.md")} == told
