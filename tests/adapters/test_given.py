"""What was said of the first scenarios of KubeVirt, Seldon and MLflow, against what their cases read as.

`given.yaml` holds it as it was given; the objects are in the case of the same name.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from hub.model import Workload

from .test_fixtures import rows

GIVEN: dict[str, dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("given.yaml").read_text())


def is_(row: Workload, field: str, wanted: Any) -> Any:
    """What the row says where this was said; of several phases that may be, the one that is."""
    if field == "phase":
        return [phase for phase in wanted if phase == row.phase] and wanted
    if field == "sets":
        return {each.role: each.desired for each in row.pod_sets}
    return len(row.pods) if field == "pods" else sum(each.pods.total for each in row.pod_sets)


@pytest.mark.parametrize("name", GIVEN)
def test_it_reads_as_was_said(name: str) -> None:
    wanted = dict(GIVEN[name])
    key = wanted.pop("row")
    (row,) = (each for each in rows(name) if each.key == key)
    assert {field: is_(row, field, value) for field, value in wanted.items()} == wanted
