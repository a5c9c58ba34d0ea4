"""Replicas of a SeldonDeployment on all levels where they are written: to zero and back, and one number.

A merge replaces lists whole, so the predictors are written as they are but for their replicas.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from hub.adapter import Cannot, Family, Intent, Obj, Patch

STOPPED_FROM = "workloadhub.dev/stopped-from"
SCALING = ("replicas", "hpaSpec", "kedaSpec")
"""What overrules a predictor's replicas in a component; an autoscaler would undo a zero."""

Raw = dict[str, Any]


def stop(family: Family) -> tuple[Intent, ...] | Cannot:
    """Each predictor to zero; what stood on any level is remembered."""
    found = predictors(family.root)
    if not found:
        return Cannot("it has no predictors to stop")
    note = json.dumps([_noted(each) for each in found], separators=(",", ":"), sort_keys=True)
    body = {"predictors": [_halted(each) for each in found]}
    return (Patch({"metadata": {"annotations": {STOPPED_FROM: note}}, "spec": body}),)


def run(family: Family) -> tuple[Intent, ...] | Cannot:
    found, notes = predictors(family.root), _notes(family.root)
    if not notes:
        return Cannot("nobody remembers how many replicas it had: scale it to the number you want")
    if len(notes) != len(found):
        return Cannot("its predictors were changed since it was stopped: set their replicas in its manifest")
    body = {"predictors": [_restored(each, note) for each, note in zip(found, notes, strict=True)]}
    return (Patch({"metadata": {"annotations": {STOPPED_FROM: None}}, "spec": body}),)


def scale(family: Family, wanted: int) -> tuple[Intent, ...] | Cannot:
    """Of the only predictor, where no component has a number of its own."""
    found = predictors(family.root)
    if wanted < 0:
        return Cannot("the number of replicas cannot be negative")
    if len(found) != 1:
        return Cannot(f"it has {len(found)} predictors; set the replicas of one in its manifest")
    specs = _list(found[0], "componentSpecs")
    if any(spec.get(name) is not None for spec in specs for name in SCALING[1:]):
        return Cannot("an autoscaler sets its size, between the bounds of hpaSpec or kedaSpec")
    if any(spec.get("replicas") is not None for spec in specs):
        return Cannot("its components have replicas of their own; set them in its manifest")
    note = {"annotations": {STOPPED_FROM: None}}
    return (Patch({"metadata": note, "spec": {"predictors": [{**found[0], "replicas": wanted}]}}),)


def predictors(root: Obj) -> list[Raw]:
    return _list(root.at("spec").raw, "predictors")


def _list(holder: Any, name: str) -> list[Raw]:
    return [each.raw for each in Obj(holder).each(name) if isinstance(each.raw, dict)]


def _noted(predictor: Raw) -> Raw:
    specs = [
        {name: spec[name] for name in SCALING if name in spec} for spec in _list(predictor, "componentSpecs")
    ]
    found = {
        "replicas": predictor.get("replicas"),
        "componentSpecs": specs,
        "svcOrch": _orchestrators(predictor),
    }
    return {name: value for name, value in found.items() if value is not None}


def _orchestrators(predictor: Raw) -> Any:
    return Obj(predictor).get("svcOrchSpec.replicas")


def _halted(predictor: Raw) -> Raw:
    specs = [
        {name: value for name, value in spec.items() if name not in SCALING}
        for spec in _list(predictor, "componentSpecs")
    ]
    return _with(predictor, {"replicas": 0}, specs, None)


def _restored(predictor: Raw, note: Raw) -> Raw:
    kept = {"replicas": note["replicas"]} if "replicas" in note else {}
    noted = [*_list(note, "componentSpecs"), *[{}] * len(_list(predictor, "componentSpecs"))]
    specs = [
        {**spec, **{name: value for name, value in old.items() if name in SCALING}}
        for spec, old in zip(_list(predictor, "componentSpecs"), noted, strict=False)
    ]
    return _with({k: v for k, v in predictor.items() if k != "replicas"}, kept, specs, note.get("svcOrch"))


def _with(predictor: Raw, replicas: Raw, specs: list[Raw], orchestrators: Any) -> Raw:
    """The predictor with other replicas on its levels; what it does not have it does not get."""
    made = {**predictor, **replicas}
    if specs:
        made["componentSpecs"] = specs
    if isinstance(own := predictor.get("svcOrchSpec"), Mapping):
        rest = {name: value for name, value in own.items() if name != "replicas"}
        made["svcOrchSpec"] = rest if orchestrators is None else {**rest, "replicas": orchestrators}
    return made


def _notes(root: Obj) -> list[Raw]:
    try:
        found = json.loads(root.annotation(STOPPED_FROM, "[]"))
    except ValueError:
        return []
    return [note for note in found if isinstance(note, dict)] if isinstance(found, list) else []
