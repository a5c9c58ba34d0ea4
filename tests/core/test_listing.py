"""Which workloads are listed, in which order, and how their fields read in a table for machines."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hub.core import listing as l
from hub.core import selector, spans
from hub.core.fields import find
from hub.errors import Usage
from hub.model import Phase, Resources
from tests.workloads import NOW, workload

OLD = workload("job/b/old", created=NOW - timedelta(days=3), requests=Resources(gpu=1.0), queue="gold")
NEW = workload("job/a/new", created=NOW - timedelta(minutes=1), phase=Phase.FAILED, message="Error: OOM")
BIG = workload("rayjob/a/big", requests=Resources(gpu=8.0), submitted_by="Ada")
NAMELESS = workload("pod/a/lone", created=None)
ALL = [OLD, NEW, BIG, NAMELESS]


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({}, ["new", "lone", "big", "old"]),
        ({"types": ["job"]}, ["new", "old"]),
        ({"namespaces": ["b"]}, ["old"]),
        ({"phase": ["failed"]}, ["new"]),
        ({"phase": ["Failed", "Running"]}, ["new", "lone", "big", "old"]),
        ({"filter": "gpu>0"}, ["big", "old"]),
        ({"search": "oom error"}, ["new"]),
        ({"search": "ADA"}, ["big"]),
        ({"search": "gold nothing"}, []),
        ({"order": "-gpu"}, ["big", "old", "new", "lone"]),
        ({"order": "gpu"}, ["new", "lone", "old", "big"]),
        ({"order": "age"}, ["new", "big", "old", "lone"]),
        ({"order": "-age"}, ["old", "big", "new", "lone"]),
        ({"order": "namespace,-name"}, ["new", "lone", "big", "old"]),
        ({"order": "user"}, ["big", "new", "lone", "old"]),
    ],
)
def test_listing(asked: dict[str, object], names: list[str]) -> None:
    assert [w.name for w in l.listing(**asked).select(ALL, NOW)] == names  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"phase": ["runing"]}, "no phase (did you mean 'Running'?)"),
        ({"order": "agee"}, "no field 'agee' to sort by (did you mean 'age'?)"),
        ({"filter": "x=1"}, "no field 'x'"),
    ],
)
def test_wrong_listing(asked: dict[str, object], says: str) -> None:
    with pytest.raises(Usage) as caught:
        l.listing(**asked)  # type: ignore[arg-type]
    assert says in str(caught.value)


def test_wrong_column() -> None:
    with pytest.raises(Usage, match=r"no field 'phse' to show \(did you mean 'phase'\?\)"):
        l.columns("key,phse")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("phase", "Failed"),
        ("age", 60),
        ("created", "2026-11-24T11:59:00Z"),
        ("gpu", 0.0),
        ("pods", "new-0"),
        ("queue", None),
        ("actions.stop", "true"),
        ("ended", None),
    ],
)
def test_cells_for_machines(name: str, value: object) -> None:
    field = find(name)
    assert field
    assert l.cell(field, NEW, NOW) == value


LABELS = {"app": "web", "tier": "front", "team.io/x": "1", "empty": ""}


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("app=web", True),
        ("app==web", True),
        ("app = web", True),
        ("app=db", False),
        ("app!=db", True),
        ("none!=db", True),
        ("app", True),
        ("none", False),
        ("!none", True),
        ("! app", False),
        ("app in (web, db)", True),
        ("app in (db)", False),
        ("app notin (db,x)", True),
        ("none notin (db)", True),
        ("app=web,tier=front", True),
        ("app=web,tier=back", False),
        ("app in (web,db),tier notin (back)", True),
        ("team.io/x=1", True),
        ("empty=", True),
    ],
)
def test_selectors(text: str, holds: bool) -> None:
    assert selector.parse(text)(LABELS) is holds


@pytest.mark.parametrize("text", ["", "a b", "=x", "a in web", "a=b=c", "a,,b", "a=('x')"])
def test_wrong_selectors(text: str) -> None:
    with pytest.raises(Usage, match="is no requirement; write name=value"):
        selector.parse(text)


@pytest.mark.parametrize(
    ("text", "length"),
    [("90s", 90), ("1h30m", 5400), ("1.5h", 5400), ("2d", 172800), ("1w", 604800), ("250ms", 0.25)]
    + [(text, None) for text in ("", "5", "m", "1h30", "1 h", "-5m", "5 minutes")],
)
def test_lengths_of_time(text: str, length: float | None) -> None:
    assert spans.seconds(text) == length


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (0, "0s"),
        (-5, "0s"),
        (59.9, "59s"),
        (119, "119s"),
        (120, "2m"),
        (150, "2m30s"),
        (600, "10m"),
        (3600, "60m"),
        (10800, "3h"),
        (12600, "3h30m"),
        (28800, "8h"),
        (172800, "2d"),
        (270000, "3d3h"),
        (691200, "8d"),
        (63072000, "2y"),
        (70000000, "2y80d"),
        (260000000, "8y"),
    ],
)
def test_ages_are_written_as_kubectl_does(length: float, text: str) -> None:
    assert spans.spoken(length) == text
