"""Who is stamped with what, and what is refused."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from hub.faces.operator.reviews import Answer, read
from hub.faces.operator.stamping import STAMP, stamped

BOT, OWN_BOT = "system:serviceaccount:ci:bot", "system:serviceaccount:team-a:bot"
CONTROLLER = "system:serviceaccount:kube-system:cronjob-controller"
OWNER = {"apiVersion": "batch/v1", "kind": "CronJob", "name": "c", "uid": "u-1", "controller": True}
PATH = "/metadata/annotations/workloadhub.dev~1submitted-by"
STAMPS = {"u-1": "ada"}


def root(said: str | None = None, owned: bool = False) -> dict[str, Any]:
    meta: dict[str, Any] = {"name": "one", "namespace": "team-a"}
    if said is not None:
        meta["annotations"] = {"a": "b"} | ({STAMP: said} if said else {})
    if owned:
        meta["ownerReferences"] = [OWNER]
    return {"apiVersion": "batch/v1", "kind": "Job", "metadata": meta}


def asked(user: str, new: dict[str, Any], old: dict[str, Any] | None = None) -> Answer:
    request = {
        "uid": "r",
        "operation": "UPDATE" if old else "CREATE",
        "namespace": "team-a",
        "userInfo": {"username": user, "groups": ["g"]},
        "object": new,
        "oldObject": old,
    }
    review = {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": request}
    return stamped(read(msgspec.json.encode(review)), lambda uid: STAMPS.get(uid, ""))


def becomes(value: str) -> Answer:
    return Answer([{"op": "add", "path": PATH, "value": value}])


GONE = Answer([{"op": "remove", "path": PATH}])
AS_IT_IS = Answer([])
BARE = Answer([{"op": "add", "path": "/metadata/annotations", "value": {STAMP: "bo"}}])

MADE = {
    "a person is stamped": ("bo", root(""), becomes("bo")),
    "also where there are no annotations": ("bo", root(), BARE),
    "who says the truth may": ("bo", root("bo"), AS_IT_IS),
    "a program that submits is who submits": (BOT, root(""), becomes(BOT)),
    "what a controller makes is its owner's": (CONTROLLER, root("", owned=True), becomes("ada")),
    "whatever its template says": (CONTROLLER, root("eve", owned=True), becomes("ada")),
    "a person who names an owner stays a person": ("bo", root("", owned=True), becomes("bo")),
    "and so does a program of the namespace": (OWN_BOT, root("", owned=True), becomes(OWN_BOT)),
}


@pytest.mark.parametrize("case", MADE)
def test_what_is_made(case: str) -> None:
    user, new, answer = MADE[case]
    assert asked(user, new) == answer


def test_of_an_owner_that_is_not_known_nothing_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(STAMPS, "u-1")
    assert asked(CONTROLLER, root("eve", owned=True)) == GONE
    assert asked(CONTROLLER, root("", owned=True)) == AS_IT_IS


CHANGED = {
    "nothing is as it was": ("bo", root("ada"), root("ada"), AS_IT_IS),
    "left out, it is given back": ("bo", root(""), root("ada"), becomes("ada")),
    "its owner's copy may come late": (CONTROLLER, root("ada", owned=True), root("", owned=True), AS_IT_IS),
    "a controller cannot change it": (
        CONTROLLER,
        root("eve", owned=True),
        root("ada", owned=True),
        becomes("ada"),
    ),
}


@pytest.mark.parametrize("case", CHANGED)
def test_what_is_changed(case: str) -> None:
    user, new, old, answer = CHANGED[case]
    made = asked(user, new, old)
    assert (list(made.steps), made.refused) == (list(answer.steps), "")


def test_what_is_forged_is_refused_in_words_that_help() -> None:
    assert asked("bo", root("ada")).refused == (
        "workloadhub.dev/submitted-by says 'ada', and you are 'bo'; leave it out: the hub sets it"
    )
    assert asked("bo", root("bo"), root("ada")).refused == (
        "workloadhub.dev/submitted-by cannot be changed to 'bo': it stays 'ada'; leave it out"
    )
    assert "only then" in asked("bo", root("bo"), root("")).refused
