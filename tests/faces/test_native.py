"""Work that a framework's program submits: flags from its fields, and what it is told when it is refused."""

from __future__ import annotations

from typing import Any

import pytest
from hub_mlflow.backend import words

from hub.faces.native import TOLD, Followed, Refused, flags


@pytest.mark.parametrize(
    ("said", "typed"),
    [
        ({"image": "a:1", "queue": "", "pool": None}, ["--image", "a:1"]),
        ({"service_account": "me", "gpus": 0}, ["--service-account", "me", "--gpus", "0"]),
        ({"env": {"A": 1, "B": "x=y"}}, ["--env", "A=1", "--env", "B=x=y"]),
        ({"volume": ["a:/a", "b:/b"]}, ["--volume", "a:/a", "--volume", "b:/b"]),
        ({"dry-run": True, "wait": False}, ["--dry-run"]),
    ],
)
def test_fields_are_flags(said: dict[str, Any], typed: list[str]) -> None:
    assert flags(said) == typed


def test_a_projects_configuration_is_the_forms_and_what_mlflow_adds_is_left_out() -> None:
    conf = {"namespace": "a", "gpus": 1, "wait": True, "SYNCHRONOUS": False, "ENV_MANAGER": None}
    made = words("/tmp/p", "main", {"alpha": 0.5}, conf, "http://t:5000", "f" * 32)
    start = "mlflow /tmp/p --follow --tracking http://t:5000 --namespace a --gpus 1"
    assert made == [*start.split(), *f"--entry-point main --run-id {'f' * 32} --param alpha=0.5".split()]


def test_where_pods_find_the_server_can_be_said() -> None:
    made = words("p", "main", {}, {"tracking": "http://inside:5000"}, "http://127.0.0.1:1", "f" * 32)
    assert made[made.index("--tracking") + 1] == "http://inside:5000"


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("hub: job/a/b-1: Creating (its pods)", "job/a/b-1"),
        ("hub: dagrun//x.run-1: Running (now)", "dagrun//x.run-1"),
        ("hub: job: Creating", ""),
        ("job/a/b: Creating", ""),
    ],
)
def test_a_line_about_a_row_is_told_from_others(line: str, key: str) -> None:
    found = TOLD.match(line)
    assert (found[1] if found else "") == key


def test_what_is_not_submitted_is_told_in_the_hubs_words() -> None:
    with pytest.raises(Refused, match=r"^there is no way to submit to 'rayy'"):
        Followed(["rayy"])
