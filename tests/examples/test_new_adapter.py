"""``hub adapters new``: what it writes keeps every law at once; what it cannot write it says in one line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hub.faces.cli.start import run

from .environment import Environment

KIND = "batch.volcano.sh/Job"
"""A kind whose plain type, job, is taken."""

WRONG = [
    ("Ray!", "'Ray!' is no name for a plugin"),
    ("two--hyphens", "is no name for a plugin"),
    ("../elsewhere", "is no name for a plugin"),
    ("ray", "there is a plugin 'ray' already"),
    ("local", "there is a plugin 'local' already"),
    ("x --kind Job", "--kind 'Job' is no kind with its group"),
    ("x --kind a.b/../c", "is no kind with its group"),
    ("x --kind ray.io/RayJob", "ray.io/RayJob is claimed by 'rayjob' already"),
    ("", "missing argument 'NAME'; `hub adapters new --help`"),
]


def test_what_it_writes_keeps_every_law(environment: Environment, tmp_path: Path) -> None:
    made = environment.hub("adapters", "new", "two-words", "--kind", KIND, cwd=tmp_path)
    assert made.code == 0, made.err
    assert [path.name for path in tmp_path.iterdir()] == ["workload-hub-two-words"]
    package = tmp_path / "workload-hub-two-words"
    assert not [path for path in package.rglob("*") if path.is_file() and "acme" in path.read_text().lower()]

    installed = environment.pip("install", "--quiet", f"{package}[test]")
    assert installed.code == 0, installed.err
    judged = environment.pytest(package)
    assert judged.code == 0, judged.out
    table = json.loads(environment.hub("adapters", "-o", "json").out)["items"]
    (row,) = (row for row in table if row["framework"] == "two-words")
    assert (row["type"], row["claims"]) == ("two-words-job", [KIND])


@pytest.mark.parametrize(("words", "told"), WRONG)
def test_one_line_and_nothing_written(
    words: str,
    told: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["adapters", "new", *words.split()]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert told in err
    assert list(tmp_path.iterdir()) == []


def test_it_overwrites_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "workload-hub-mine").mkdir()
    assert run(["adapters", "new", "mine"]) == 2
    assert "workload-hub-mine is there already" in capsys.readouterr().err
    assert list((tmp_path / "workload-hub-mine").iterdir()) == []


def test_where_nothing_can_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert run(["adapters", "new", "mine"]) == 1
    assert "workload-hub-mine cannot be written: No such file or directory" in capsys.readouterr().err
