"""Replicas of Seldon's kinds on all levels: stopped, run again and scaled; and where a model is loaded."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hub_seldon import levels, scaling
from hub_seldon.model import MODEL

from hub.adapter import Phase

from .families import body, family, refusal

NOTE = "workloadhub.dev/stopped-from"
HPA = {"minReplicas": 2, "maxReplicas": 5}
FULL = {
    "name": "main",
    "replicas": 3,
    "svcOrchSpec": {"replicas": 2, "env": []},
    "componentSpecs": [{"spec": {}, "replicas": 1}, {"spec": {}, "hpaSpec": HPA}, {"spec": {}}],
}
BARE = {"name": "canary", "graph": {"name": "m"}}


def sdep(*predictors: Any, note: str = "") -> dict[str, Any]:
    meta = {"name": "iris", "annotations": {NOTE: note} if note else {}}
    return {"kind": "SeldonDeployment", "metadata": meta, "spec": {"predictors": list(predictors)}}


def test_stop_takes_every_level_to_zero_and_run_brings_it_back() -> None:
    down = body(levels.stop(family(sdep(FULL, BARE))))
    main, canary = down["spec"]["predictors"]
    assert main["replicas"] == canary["replicas"] == 0
    assert main["componentSpecs"] == [{"spec": {}}] * 3
    assert main["svcOrchSpec"] == {"env": []}
    note = down["metadata"]["annotations"][NOTE]
    up = body(levels.run(family(sdep(main, canary, note=note))))
    assert up["spec"]["predictors"] == [FULL, BARE]
    assert up["metadata"]["annotations"] == {NOTE: None}


@pytest.mark.parametrize("note", ["", "{", "7", "{}", "[1]"])
def test_what_nobody_remembers_is_not_guessed(note: str) -> None:
    assert "nobody remembers" in refusal(levels.run(family(sdep(FULL, note=note))))


def test_predictors_that_changed_meanwhile_are_left_alone() -> None:
    assert "were changed" in refusal(levels.run(family(sdep(FULL, BARE, note="[{}]"))))


def test_scale() -> None:
    assert body(levels.scale(family(sdep(BARE)), 4))["spec"]["predictors"] == [{**BARE, "replicas": 4}]
    assert "2 predictors" in refusal(levels.scale(family(sdep(FULL, BARE)), 4))
    assert "autoscaler" in refusal(levels.scale(family(sdep(FULL)), 4))
    assert "negative" in refusal(levels.scale(family(sdep(BARE)), -1))


def v2(note: str = "", **spec: Any) -> dict[str, Any]:
    return {"kind": "Model", "metadata": {"annotations": {NOTE: note} if note else {}}, "spec": spec}


@pytest.mark.parametrize(
    "spec", [{"replicas": 3}, {}, {"replicas": 2, "minReplicas": 1, "maxReplicas": 4}, {"minReplicas": 2}]
)
def test_models_and_servers_come_back_as_they_were(spec: dict[str, Any]) -> None:
    down = body(scaling.stop(family(v2(**spec))))
    assert down["spec"]["replicas"] == 0
    assert not down["spec"].get("minReplicas")
    up = body(scaling.run(family(v2(down["metadata"]["annotations"][NOTE], **spec))))["spec"]
    assert {name: value for name, value in up.items() if value is not None} == {
        name: value for name, value in spec.items() if name != "maxReplicas"
    }


def test_bounds_are_kept() -> None:
    bounded = family(v2(replicas=2, minReplicas=1, maxReplicas=4))
    assert "bounds are 1 to 4" in refusal(scaling.scale(bounded, 5))
    assert body(scaling.scale(bounded, 4))["spec"] == {"replicas": 4}


@pytest.mark.parametrize(
    ("word", "there", "phase"),
    [
        ("ModelProgressing", 0, Phase.INITIALIZING),
        ("ModelProgressing", 1, Phase.DEGRADED),
        ("ScheduleFailed", 0, Phase.PENDING),
        ("ScheduleFailed", 1, Phase.DEGRADED),
        ("ModelAvailable", 2, Phase.RUNNING),
        ("ModelAvailable", 1, Phase.DEGRADED),
        ("SomethingNew", 0, None),
    ],
)
def test_a_model_serves_where_it_is_loaded(word: str, there: int, phase: Phase | None) -> None:
    condition = {"type": "ModelReady", "status": "False", "message": word}
    status = {"conditions": [condition], "availableReplicas": there, "selector": "server=mlserver"}
    assert MODEL.status(family({**v2(replicas=2), "status": status})).phase is phase


def test_a_plain_number_is_remembered_plainly() -> None:
    note = body(scaling.stop(family(v2(replicas=3))))["metadata"]["annotations"][NOTE]
    assert json.loads(note) == 3
