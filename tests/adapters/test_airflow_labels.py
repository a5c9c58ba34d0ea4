"""Label values as Airflow makes them, against what Airflow itself wrote."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import hub_airflow
import pytest
from hub_airflow.labels import safe

from hub.model import Obj
from hub.testing.cases import cases

FOLDER = Path(hub_airflow.__file__).parent / "cases"
OVERRIDDEN = "labels-overridden"


def written() -> Iterator[tuple[str, str]]:
    """Each raw id that Airflow wrote as an annotation, with the label beside it."""
    for case in cases(FOLDER):
        for obj in map(Obj, case.objects if case.name != OVERRIDDEN else ()):
            for name in ("dag_id", "task_id", "run_id", "try_number", "map_index"):
                if obj.label("kubernetes_executor") and (raw := obj.annotation(name)):
                    yield raw, obj.label(name)


@pytest.mark.parametrize(("raw", "label"), sorted(set(written())))
def test_it_is_what_airflow_wrote(raw: str, label: str) -> None:
    assert safe(raw) == label


def test_the_cases_hold_what_is_hard() -> None:
    raw = {raw for raw, _ in written()}
    assert any(len(each) > 63 for each in raw)
    assert any(each.startswith("_") for each in raw)
    assert any("+" in each and ":" in each for each in raw)


@pytest.mark.parametrize("label", sorted({label for _, label in written()}))
def test_a_label_stays_as_it_is(label: str) -> None:
    assert safe(label) == label
