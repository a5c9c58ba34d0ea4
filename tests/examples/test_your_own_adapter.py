"""A stranger's adapter: pip brings it and its jobs are rows; pip takes it and their pods are plain again."""

from __future__ import annotations

import json
from itertools import chain
from pathlib import Path

from .environment import Environment

WITH = {"daskcluster/team-a/lab", "daskjob/team-a/sum"}


def rows(environment: Environment, example: Path) -> dict[str, list[str]]:
    """Key → pods of every row that the recording shows."""
    done = environment.hub("ls", "--from", str(example / "seen.yaml"), "-o", "json")
    assert done.code == 0, done.err
    return {row["key"]: row["pods"] for row in json.loads(done.out)["items"]}


def types(environment: Environment) -> dict[str, str]:
    done = environment.hub("adapters", "-o", "json")
    assert done.code == 0, done.err
    return {row["type"]: row["distribution"] for row in json.loads(done.out)["items"]}


def test_it_comes_and_goes(environment: Environment, example: Path) -> None:
    plain, before = rows(environment, example), types(environment)
    assert "daskcluster" not in before

    installed = environment.pip("install", "--quiet", str(example))
    assert installed.code == 0, installed.err
    assert types(environment) == before | dict.fromkeys(("daskcluster", "daskjob"), "workload-hub-dask 1.0.0")
    with_it = rows(environment, example)
    assert with_it.keys() == WITH
    assert sorted(chain(*with_it.values())) == sorted(chain(*plain.values()))
    judged = environment.pytest(example)
    assert judged.code == 0, judged.out

    removed = environment.pip("uninstall", "--quiet", "--yes", "workload-hub-dask")
    assert removed.code == 0, removed.err
    assert types(environment) == before
    assert rows(environment, example) == plain
    assert {key.partition("/")[0] for key in plain} == {"deployment", "daskjob"}
