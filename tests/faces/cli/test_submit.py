"""``hub submit NAME`` without a cluster: its help, what it makes, what it refuses."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml

from hub.core.submitting import fields
from tests.faces.cli.conftest import Hub
from tests.submitting.filling import EVERY

WRONG = [
    ("sparkk app.py", 3, "there is no way to submit to 'sparkk' (did you mean 'spark'?): "),
    ("ray", 2, "COMMAND is missing: The program, as Ray starts it on the head."),
    ("spark", 2, "APPLICATION is missing: The program: a local .py or .R file"),
    ("ray --gpu 1 -- python x.py", 2, "no such option: --gpu"),
    ("ray --gpus many -- python x.py", 2, "--gpus 'many': it must be a whole number"),
    ("ray --nodes -1 -- python x.py", 2, "--nodes -1: it must be at least 0 pods"),
    ("ray --code nowhere -- python x.py", 3, "there is no file or folder nowhere"),
    ("ray --on a --nodes 2 -- python x.py", 2, "--nodes cannot be given with --on: the cluster is there"),
    ("ray --env A -- python x.py", 2, "--env 'A': 'A' must be NAME=VALUE"),
    ("ray --memory lots -- python x.py", 2, "--memory 'lots': it must be an amount"),
    ("ray --timeout soon -- python x.py", 2, "--timeout 'soon': it must be a length of time"),
    ("ray --name Big -- python x.py", 2, "--name 'Big' is no name of an object"),
    ("spark s3a://a.jar --timeout 1h", 2, "--timeout cannot be given to spark: the Spark operator has no"),
    ("trainjob --runtime-kind Runtime -- x", 2, "it is one of ClusterTrainingRuntime, TrainingRuntime"),
    ("vm --image a --env A=b", 2, "--env cannot be given to vm: a machine's programs live in its disk"),
    ("kubernetes -o csv -- true", 2, "there is no output format 'csv'"),
    ("kubernetes -- true", 5, "no kubeconfig was found; start a local cluster with `hub up`"),
]


@pytest.mark.parametrize(("line", "code", "says"), WRONG)
def test_wrong(hub: Hub, line: str, code: int, says: str) -> None:
    ran = hub("submit", *line.split())
    assert says in ran.err
    assert ran.code == code
    assert ran.err.startswith("hub: ")
    assert ran.err.count("\n") == 1
    assert ran.out == ""


def dry(hub: Hub, *words: str) -> list[dict[str, Any]]:
    ran = hub("submit", *words)
    assert ran.code == 0, ran.err
    assert "hub: not checked: no kubeconfig was found" in ran.err
    return list(yaml.safe_load_all(ran.out))


def test_a_dry_run_prints_the_objects_and_says_that_nobody_checked_them(hub: Hub) -> None:
    Path("train.py").write_text("print(1)\n")
    job, code = dry(hub, "ray", "-n", "team-a", "--dry-run", "--code", "train.py", "--", "python", "train.py")
    assert (job["kind"], code["kind"]) == ("RayJob", "ConfigMap")
    assert job["metadata"]["name"].startswith("train-")
    assert job["metadata"]["namespace"] == code["metadata"]["namespace"] == "team-a"
    assert job["spec"]["entrypoint"] == "python train.py"
    noted = job["metadata"]["annotations"]["workloadhub.dev/submission"]
    assert noted == "hub submit ray -n team-a --code train.py -- python train.py"


def test_what_follows_the_dashes_is_the_programs_own(hub: Hub) -> None:
    [job] = dry(hub, "kubernetes", "--dry-run", "--", "python3", "-c", "print(1)", "--dry-run", "--name", "x")
    command = job["spec"]["template"]["spec"]["containers"][0]["command"]
    assert command == ["python3", "-c", "print(1)", "--dry-run", "--name", "x"]
    noted = job["metadata"]["annotations"]["workloadhub.dev/submission"]
    assert noted == "hub submit kubernetes -- python3 -c 'print(1)' --dry-run --name x"


def test_a_folder_goes_along_without_what_is_hidden_or_made_by_python(hub: Hub) -> None:
    for name in ("work/a.py", "work/lib/b.py", "work/.git/config", "work/__pycache__/a.pyc", "work/.env"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(name)
    _, code = dry(hub, "kubernetes", "--dry-run", "--code", "work", "--", "python3", "a.py")
    assert sorted(code["data"].values()) == ["work/a.py", "work/lib/b.py"]


@pytest.mark.parametrize(("name", "submission"), EVERY.items())
def test_every_form_has_help_with_its_fields_and_examples(hub: Hub, name: str, submission: Any) -> None:
    ran = hub("submit", name, "--help")
    assert ran.code == 0
    assert submission.help in " ".join(ran.out.split())
    for field in fields(submission):
        shown = f"{field.short}, --{field.name}" if field.short else f"--{field.name}"
        assert (field.name.upper() if field.word else f"\n  {shown}") in ran.out, field
    for field in submission.cannot:
        assert f"  --{field} " not in ran.out
    assert all(example.split()[2] in EVERY for example in submission.examples)


def test_the_help_of_submit_lists_every_form(hub: Hub) -> None:
    out = hub("submit", "--help").out
    assert all(f"\n  {name} " in out for name in EVERY)


EXAMPLES = [example for name, each in EVERY.items() if name != "airflow" for example in each.examples]


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_examples_of_the_help_work_as_they_stand(hub: Hub, example: str) -> None:
    for file in ("train.py", "app.py", "hello.py", "MLproject"):
        Path(file).write_text("print(1)\n")
    hub_word, verb, name, *words = shlex.split(example)
    assert (hub_word, verb) == ("hub", "submit")
    assert dry(hub, name, "--dry-run", *words)


CONF = ("spark-conf", "-n", "team-a", "--queue", "night", "--service-account", "driver", "--label", "team=a")


def test_what_spark_submit_is_told(hub: Hub) -> None:
    ran = hub(*CONF)
    assert "hub: no spark.master is printed: no kubeconfig was found" in ran.err
    start = "--conf spark.kubernetes"
    assert ran.out.splitlines() == [
        f"{start}.namespace=team-a",
        f"{start}.authenticate.driver.serviceAccountName=driver",
        f"{start}.driver.annotation.workloadhub.dev/queue=night",
        f"{start}.driver.label.team=a",
        f"{start}.executor.annotation.workloadhub.dev/queue=night",
        f"{start}.executor.label.team=a",
    ]


@pytest.mark.parametrize(
    ("word", "says"), [("a", "--label 'a' must be NAME=VALUE"), ("a=b c", "at which a shell would split it")]
)
def test_what_spark_submit_cannot_be_told(hub: Hub, word: str, says: str) -> None:
    ran = hub("spark-conf", "--label", word)
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err
