"""`hub ls` on a recording: every format, and every way to choose rows."""

from __future__ import annotations

import csv
import io
import json

import pytest
import yaml

from tests.faces.cli.conftest import Hub

FAILED = "rayjob/rayjob-failed-app/rj-a"
DONE = "rayjob/rayjob-complete-cluster-kept/rj-a"
PENDING = "raycluster/raycluster-worker-unschedulable-first-start/rc-a"
SERIES, RUN = "raycronjob/raycronjob-active/cron-a", "rayjob/raycronjob-active/cron-a-29786520"
SET = "jobset/jobset-running/js-a"
ALL = {FAILED, DONE, PENDING, SERIES, RUN, SET}


def names(hub: Hub, recording: str, *words: str) -> list[str]:
    ran = hub("ls", *words, "--from", recording, "-o", "name")
    assert (ran.code, ran.err) == (0, "")
    return ran.out.split()


def test_the_table_has_a_row_for_each(hub: Hub, recording: str) -> None:
    ran = hub("ls", "--from", recording)
    head, *rows = ran.out.splitlines()
    assert ran.code == 0
    assert head.split() == ["KEY", "PHASE", "PODS", "GPU", "AGE", "MESSAGE"]
    assert {row.split()[0] for row in rows} == ALL
    failed = next(row for row in rows if row.startswith(FAILED))
    assert failed.split()[1] == "Failed"
    assert "exit code 1" in failed
    assert "\x1b" not in ran.out


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        ([], ALL),
        (["rayjob"], {FAILED, DONE, RUN}),
        (["rayjob", "jobset"], {FAILED, DONE, RUN, SET}),
        (["--phase", "failed"], {FAILED}),
        (["--phase", "Failed,Pending"], {FAILED, PENDING}),
        (["--phase", "Failed", "--phase", "Pending"], {FAILED, PENDING}),
        (["-n", "raycronjob-active"], {SERIES, RUN}),
        (["-n", "raycronjob-active", "-n", "jobset-running"], {SERIES, RUN, SET}),
        (["--filter", "phase=Running and gpu>0"], {RUN, SET}),
        (["--filter", "parent!=''"], {RUN}),
        (["--search", "nvidia"], {PENDING}),
        (["-l", "!app"], ALL),
        (["-l", "no-such-label"], set()),
    ],
)
def test_choosing_rows(hub: Hub, recording: str, words: list[str], keys: set[str]) -> None:
    ran = hub("ls", *words, "--from", recording, "-o", "name")
    assert ran.code == 0
    assert set(ran.out.split()) == keys


def test_sorting(hub: Hub, recording: str) -> None:
    assert names(hub, recording, "--sort", "-gpu,name")[:1] == [SET]
    assert names(hub, recording, "--sort", "phase")[0] == DONE


def test_json_and_yaml_are_the_same_list(hub: Hub, recording: str) -> None:
    found = json.loads(hub("ls", "--from", recording, "-o", "json").out)
    assert set(found) == {"items", "next", "total"}
    assert found["total"] == len(found["items"]) == len(ALL)
    assert found["next"] is None
    assert all(isinstance(item["created"], str) and item["usage"] is None for item in found["items"])
    assert yaml.safe_load(hub("ls", "--from", recording, "-o", "yaml").out)["items"][0]["key"]


def test_csv_is_bare_values(hub: Hub, recording: str) -> None:
    ran = hub("ls", "--from", recording, "-o", "csv")
    rows = list(csv.DictReader(io.StringIO(ran.out)))
    row = next(row for row in rows if row["key"] == SET)
    assert (row["phase"], row["gpu"], row["desired"]) == ("Running", "4.0", "5")
    named = hub("ls", "--from", recording, "-o", "csv", "--columns", "key,age")
    assert named.out.splitlines()[0] == "key,age"
    assert int(named.out.splitlines()[1].rpartition(",")[2]) > 0


def test_named_columns(hub: Hub, recording: str) -> None:
    ran = hub("ls", "--from", recording, "--columns", "name,memory,since")
    assert ran.out.splitlines()[0].split() == ["NAME", "MEMORY", "SINCE"]


def test_the_tree_hangs_runs_below_their_series(hub: Hub, recording: str) -> None:
    lines = hub("ls", "--from", recording, "--tree").out.splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith(SERIES))
    assert lines[at + 1].startswith(f"└─ {RUN}")
    assert len(lines) == len(ALL) + 1


def test_nothing_found_is_said_beside_the_output(hub: Hub, recording: str) -> None:
    ran = hub("ls", "deployment", "--from", recording)
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == "hub: nothing found in all namespaces\n"
    assert hub("ls", "deployment", "--from", recording, "-o", "name").err == ""


def test_from_stdin_and_folder(hub: Hub, recording: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with open(recording, "rb") as file:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(file.read())))
    assert set(hub("ls", "--from", "-", "-o", "name").out.split()) == ALL
    folder = recording.rpartition("/")[0]
    assert set(hub("ls", "--from", folder, "-o", "name").out.split()) == ALL
