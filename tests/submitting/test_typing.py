"""What is typed into a field, and the value that it becomes; what is refused, and in which words."""

from __future__ import annotations

import re
from typing import Any

import pytest

from hub.core.submitting import MOST_CODE, fields, filled, invented, value
from hub.errors import Usage
from hub.model import Call, Code, Create, Field, Submission, Volume
from tests.submitting.filling import EVERY, all_of_it, form, least

VALUES = [
    ("text", "word", "word"),
    ("whole", "4", 4),
    ("whole", 4, 4),
    ("amount", "500m", "500m"),
    ("time", "90s", 90),
    ("time", "1h30m", 5400),
    ("time", "90", 90),
    ("switch", True, True),
    ("many", ["a", "b"], ("a", "b")),
    ("many", "a", ("a",)),
    ("pairs", ["a=b", "c=d=e", "a=f"], {"a": "f", "c": "d=e"}),
    ("pairs", {"a": "b"}, {"a": "b"}),
    ("pairs", ["a="], {"a": ""}),
    ("volumes", ["data:/data"], (Volume("claim", "data", "/data"),)),
    ("volumes", ["claim/data:/data:ro"], (Volume("claim", "data", "/data", True),)),
    ("volumes", ["secret/k:/k"], (Volume("secret", "k", "/k"),)),
    ("program", "s3a://jobs/a.jar", "s3a://jobs/a.jar"),
    ("command", ["python", "-c", "1"], ("python", "-c", "1")),
]
WRONG = [
    ({"kind": "whole"}, "many", "--field 'many': it must be a whole number"),
    ({"kind": "whole", "minimum": 1, "unit": "pods"}, "0", "--field 0: it must be at least 1 pods"),
    ({"kind": "whole", "maximum": 9}, "10", "--field 10: it must be at most 9"),
    ({"kind": "amount"}, "much", "--field 'much': it must be an amount: 500m or 2 cores, 512Mi or 8Gi"),
    (
        {"kind": "amount", "minimum": 1 << 20, "unit": "bytes"},
        "8",
        "--field 8: it must be at least 1 MiB",
    ),
    ({"kind": "time"}, "soon", "--field 'soon': it must be a length of time: 90s, 20m, 2h or 1h30m"),
    ({"kind": "pairs"}, ["a=b", "c"], "--field 'c': 'c' must be NAME=VALUE"),
    ({"kind": "pairs"}, ["=c"], "--field '=c': '=c' must be NAME=VALUE"),
    ({"kind": "volumes"}, ["data"], "--field 'data': it must be CLAIM:/path"),
    ({"kind": "volumes"}, ["data:relative"], "it must be CLAIM:/path"),
    ({"kind": "volumes"}, ["host/data:/x"], "it must be CLAIM:/path"),
    ({"kind": "code"}, "train.py", "it must be a local file or folder"),
    ({"choices": ("auto", "gpu")}, "gpus", "--field 'gpus' (did you mean 'gpu'?); it is one of auto, gpu"),
    ({"required": True}, "", "--field is missing: what it is"),
    ({"required": True, "word": True}, None, "FIELD is missing: what it is"),
]


@pytest.mark.parametrize(("kind", "typed", "read"), VALUES)
def test_what_is_typed_becomes_a_value_of_the_fields_kind(kind: Any, typed: Any, read: Any) -> None:
    assert value(Field(name="field", kind=kind, help="what it is"), typed) == read


@pytest.mark.parametrize(("how", "typed", "says"), WRONG)
def test_what_cannot_be_is_refused_in_one_line(how: dict[str, Any], typed: Any, says: str) -> None:
    with pytest.raises(Usage) as refused:
        value(Field(name="field", help="what it is", **how), typed)
    assert says in str(refused.value)
    assert "\n" not in str(refused.value)


def test_nothing_typed_is_the_default() -> None:
    assert value(Field(name="field", kind="whole", help="", default=3), None) == 3


def test_code_that_is_too_large_is_told_where_else_to_go() -> None:
    large = Code("data", {"a": bytes(MOST_CODE + 1)})
    with pytest.raises(Usage, match=r"data is 0\.9 MB, and at most 0\.9 MB can go along; put it into"):
        value(Field(name="code", kind="code", help=""), large)


def test_an_unknown_field_is_named_with_the_nearest() -> None:
    with pytest.raises(Usage, match=r"ray has no field 'gpu' \(did you mean 'gpus'\?\)"):
        form("ray", gpu="1")


@pytest.mark.parametrize(("name", "submission"), EVERY.items())
def test_what_a_framework_has_no_place_for_is_told_with_the_reason(name: str, submission: Submission) -> None:
    for field, why in submission.cannot.items():
        with pytest.raises(Usage) as refused:
            filled(submission, {**least(submission), field: "x"}, "x7f2k")
        assert str(refused.value) == f"--{field} cannot be given to {name}: {why}"


@pytest.mark.parametrize("name", ["A", "a_b", "-a", "a-", "a" * 64, "a.b"])
def test_a_name_that_no_object_can_have(name: str) -> None:
    with pytest.raises(Usage, match="is no name of an object: lower-case letters, digits"):
        form("kubernetes", name=name)


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"command": ("python", "train.py")}, "train-x7f2k"),
        ({"command": ("bash", "-c", "x"), "code": Code("My Work", {})}, "my-work-x7f2k"),
        ({"application": "s3a://jobs/Daily_Report.jar"}, "daily-report-x7f2k"),
        ({"command": ("sleep", "1")}, "kubernetes-x7f2k"),
        ({"command": ("__main__.py",)}, "main-x7f2k"),
        ({"command": ("a" * 80 + ".py",)}, "a" * 30 + "-x7f2k"),
    ],
)
def test_a_name_is_made_from_what_is_run(values: dict[str, Any], name: str) -> None:
    assert invented(EVERY["kubernetes"], values, "x7f2k") == name


@pytest.mark.parametrize("submission", EVERY.values(), ids=EVERY)
def test_every_form_takes_all_of_its_fields_and_documents_them(submission: Submission) -> None:
    every = fields(submission)
    assert len({field.name for field in every}) == len(every)
    assert all(field.help.endswith((".", "…", ")")) for field in every), submission.name
    filled(submission, all_of_it(submission), "x7f2k")
    assert submission.examples


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (["a=1", "b=x", "c=[1]"], {"a": 1, "b": "x", "c": [1]}),
        (['{"a": {"b": 2}}', "a=3"], {"a": 3}),
        ({"a": 1}, {"a": 1}),
    ],
)
def test_values_are_json_where_they_can_be(typed: Any, read: Any) -> None:
    assert value(Field(name="conf", kind="values", help=""), typed) == read


@pytest.mark.parametrize(("typed", "says"), [("{a}", "it is not JSON"), ("a", "must be NAME=VALUE")])
def test_values_that_are_none(typed: str, says: str) -> None:
    with pytest.raises(Usage, match=says):
        value(Field(name="conf", kind="values", help=""), [typed])


def test_a_dag_run_is_a_call_of_airflows_own_server_and_its_row_is_known() -> None:
    filled = form("airflow", dag="a b", name="run-1", conf=["day=1"], note="why")
    [call] = EVERY["airflow"].make(filled)
    body = {"dag_run_id": "run-1", "logical_date": None, "conf": {"day": 1}, "note": "why"}
    assert call == Call("airflow", "POST", "/api/v2/dags/a%20b/dagRuns", body)
    assert re.fullmatch(r"ab-[0-9a-f]{9}\.run-1", EVERY["airflow"].row(filled))


def test_an_mlflow_project_is_run_in_its_pod_and_tracked() -> None:
    filled = form("mlflow", uri="https://x/y", tracking="http://t:5000", param=["a=1"], entry_point="eval")
    [job] = EVERY["mlflow"].make(filled)
    assert isinstance(job, Create)
    program = "mlflow run https://x/y --env-manager local -e eval -P a=1"
    [main] = job.manifest["spec"]["template"]["spec"]["containers"]
    assert " ".join(main["command"]) == program
    assert {"name": "MLFLOW_TRACKING_URI", "value": "http://t:5000"} in main["env"]
