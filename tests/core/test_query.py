"""The filter language: what it lets through, and what it says when it cannot be read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.core import fields, query
from hub.errors import Usage
from hub.model import Connection, Gang, Phase, PodCounts, PodSet, Resources, Workload
from tests.workloads import NOW, workload

TRAIN = workload(
    "rayjob/team-a/bert-large",
    phase=Phase.RUNNING,
    created=NOW - timedelta(minutes=90),
    since=NOW - timedelta(minutes=80),
    started=NOW - timedelta(minutes=80),
    submitted_by="ada",
    queue="gold",
    requests=Resources(cpu=6.5, memory=12 * 2**30, gpu=2.0),
    pod_sets=(
        PodSet(role="head", desired=1, minimum=1, pods=PodCounts(total=1, ready=1)),
        PodSet(role="worker", desired=3, minimum=2, pods=PodCounts(total=2, ready=2)),
    ),
    pods=("bert-large-head", "bert-large-worker-0", "bert-large-worker-1"),
    gang=Gang(minimum=3, scheduled=3, state="whole", backend="native"),
    evidence=("pod/bert-large-head ready",),
    connections=(Connection(name="dashboard", port=8265),),
    actions={"stop": True, "run": "it is running"},
    preemptible=False,
    attempt=2,
)

TRUE = [
    'phase=Running and gpu>=2 and (type in (rayjob, pytorchjob) or name~"bert") and age<2h',
    "phase=running",
    "phase==Running",
    "phase!=Failed",
    "phase in (Failed, Running)",
    "phase not in (Failed, Pending)",
    "PHASE=Running AND NOT phase=Failed",
    "not phase=Failed",
    "not not phase=Running",
    "not (phase=Failed or gpu>8)",
    "phase=Failed or gpu>1 and gpu<3",
    "(phase=Failed or gpu>1) and gpu<3",
    "name~^bert",
    "name~LARGE$",
    "name!~llama",
    r'key~"rayjob/.*/bert"',
    r'name~"bert\-\w+"',
    "key='rayjob/team-a/bert-large'",
    "key=rayjob/team-a/bert-large",
    "ns=team-a",
    "namespace=team-a",
    "user=ada",
    "submittedby=ada",
    'priorityClass=""',
    "priorityClass!=high",
    "cpu=6500m",
    "cpu>6.4",
    "memory>=12Gi",
    "memory<13G",
    "requests.memory=12884901888",
    "gpu in (1, 2)",
    "attempt>1",
    "age>1h29m",
    "age<=1h30m",
    "duration>1h and duration<81m",
    "since>1h",
    "created>2026-11-23",
    "created<2026-11-24T12:00:00Z",
    "created<2h",
    "pods=3",
    "pods>2",
    "pods=bert-large-head",
    "pods~worker",
    "pods~0",
    "not pods=llama-head",
    "ready=3 and desired=4 and minimum=3",
    "gang=whole",
    "gang.state=WHOLE and gang.minimum=3 and gang.backend=native",
    "actions.stop=true",
    "actions.run=no",
    "preemptible=false",
    "connections=dashboard",
    "evidence~head",
    "root.kind=rayjob",
    "usage.cpu!=1",
]

FALSE = [
    "phase=Failed",
    "gpu>2",
    "usage.cpu<100",
    "usage.cpu>=0",
    "ended>2020-01-01",
    "ended<1h",
    "queue=silver",
    "queue~sil",
    "parent~.",
    "age>2h",
    "pods>3",
    "children>0",
    "not name~bert",
    "preemptible=true",
]


@pytest.mark.parametrize("text", TRUE)
def test_lets_through(text: str) -> None:
    assert query.parse(text)(TRAIN, NOW)


@pytest.mark.parametrize("text", FALSE)
def test_holds_back(text: str) -> None:
    assert not query.parse(text)(TRAIN, NOW)


WRONG = [
    ("fase=Running", "no field 'fase' (did you mean 'phase'?)", 0),
    ("gpu>1 and usr=ada", "no field 'usr' (did you mean 'user'?)", 10),
    ("phase=Runing", "'Runing' is no phase (did you mean 'Running'?)", 6),
    ("phase=Up", "there are Creating, Pending", 6),
    ("category=model", "there are build, train, deploy", 9),
    ("gpu>=two", "'two' is no number; write 2", 5),
    ("memory>2GB", "'2GB' is no number", 7),
    ("age<2", "no length of time; write 30s", 4),
    ("created>yesterday", "no time; write 2026-11-24", 8),
    ("name<b", "'name' is text, which has no order", 5),
    ("gpu~2", "'~' looks into text", 4),
    ("preemptible=maybe", "neither true nor false", 12),
    ("preemptible>true", "use = or !=", 12),
    ('name~"["', "no regular expression", 5),
    ("", "the filter is empty", None),
    ("phase", "expected = != < <= > >= ~ or in, found the end", 5),
    ("phase=", "expected a value, found the end", 6),
    ("phase=Running gpu>1", "expected 'and' or 'or' before 'gpu'", 14),
    ("phase=Running and", "expected a field", 17),
    ("and gpu>1", "no field 'and'", 0),
    ("(gpu>1", "expected ')'", 6),
    ("gpu>1)", "expected 'and' or 'or' before ')'", 5),
    ("type in rayjob", "expected '(' and values", 8),
    ("type in (rayjob", "expected ',' or ')'", 15),
    ("type in (rayjob job)", "expected ',' or ')'", 16),
    ("type in ()", "expected a value, found ')'", 9),
    ("phase is Running", "found 'is'", 6),
    ('name="bert', "this quote is not closed", 5),
    ("name=a ! b", "'!' means nothing here", 7),
    ("(" * 60 + "gpu=1" + ")" * 60, "deeper than 50", 50),
    ("not " * 5000 + "gpu=1", "deeper than 50", None),
]


@pytest.mark.parametrize(("text", "says", "at"), WRONG)
def test_says_what_is_wrong_and_where(text: str, says: str, at: int | None) -> None:
    with pytest.raises(Usage) as caught:
        query.parse(text)
    told = str(caught.value)
    assert says in told
    assert "Traceback" not in told
    if at is not None:
        _first, _line, caret = told.split("\n")
        assert caret == "  " + " " * at + "^" if len(text) <= 72 else caret.endswith("^")


def test_a_long_filter_is_shown_around_the_place() -> None:
    text = " or ".join(f"name=n{i}" for i in range(100)) + " or fase=x" + " or gpu=1" * 50
    with pytest.raises(Usage) as caught:
        query.parse(text)
    _, line, caret = str(caught.value).split("\n")
    assert line[caret.index("^") :].startswith("fase")
    assert len(line) < 80


def test_every_field_can_be_read_of_every_workload() -> None:
    bare = workload("job/ns/bare", pod_sets=(), pods=(), root=None, anchor={"a": "b"})
    for field in fields.FIELDS:
        field.read(bare, NOW)
        field.read(TRAIN, NOW)


def test_every_json_field_can_be_asked_for() -> None:
    """All scalar facts of the JSON are fields; the rest is reached through sums or dotted names."""
    elsewhere = {"root", "anchor", "podSets", "gang", "requests", "usage", "actions"}
    for name in set(TRAIN.json()) - elsewhere:
        assert fields.find(name), name


def test_an_absent_number_answers_only_unequal() -> None:
    for sign in ("<", "<=", ">", ">=", "="):
        assert not query.parse(f"usage.gpu{sign}1")(TRAIN, NOW)
    assert query.parse("usage.gpu!=1")(TRAIN, NOW)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        keep = query.parse(text)
    except Usage:
        return
    assert keep(TRAIN, NOW) in (True, False)


_atoms = st.sampled_from(["gpu>1", "gpu>9", "phase=Running", "phase=Failed", "name~bert", "queue=x"])


@given(_atoms, _atoms, _atoms)
def test_and_binds_tighter_than_or(a: str, b: str, c: str) -> None:
    said = {text: query.parse(text)(TRAIN, NOW) for text in (a, b, c)}
    assert query.parse(f"{a} or {b} and {c}")(TRAIN, NOW) == (said[a] or (said[b] and said[c]))
    assert query.parse(f"({a} or {b}) and not {c}")(TRAIN, NOW) == ((said[a] or said[b]) and not said[c])


def test_time_is_an_argument() -> None:
    young = query.parse("age<2h")
    assert young(TRAIN, NOW)
    assert not young(TRAIN, NOW + timedelta(hours=1))
    assert isinstance(NOW, datetime)
    assert NOW.tzinfo is UTC
    assert isinstance(TRAIN, Workload)
