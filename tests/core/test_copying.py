"""What a copy keeps, what it leaves out, and how it is named."""

from __future__ import annotations

from typing import Any

import pytest

from hub.core.copying import bare, changed, merged, new_name, renamed, running
from hub.errors import Usage
from hub.model import Patch, Ref

JOB: dict[str, Any] = {
    "apiVersion": "batch/v1",
    "kind": "Job",
    "metadata": {
        "name": "train-x7f2k",
        "namespace": "team-a",
        "uid": "u",
        "resourceVersion": "7",
        "generation": 2,
        "creationTimestamp": "2026-01-01T00:00:00Z",
        "managedFields": [{}],
        "finalizers": ["example.org/x"],
        "ownerReferences": [{"uid": "o"}],
        "labels": {"team": "a", "job-name": "train-x7f2k", "batch.kubernetes.io/controller-uid": "u"},
        "annotations": {
            "workloadhub.dev/queue": "team-a",
            "workloadhub.dev/gang-minimum": "2",
            "workloadhub.dev/gang-name": "g",
            "workloadhub.dev/submission": "hub submit …",
            "workloadhub.dev/stopped-from": "4",
            "workloadhub.dev/submitted-by": "ada",
            "kubectl.kubernetes.io/last-applied-configuration": "{}",
            "batch.kubernetes.io/cronjob-scheduled-timestamp": "…",
            "example.org/mine": "kept",
        },
    },
    "spec": {
        "suspend": True,
        "selector": {"matchLabels": {"batch.kubernetes.io/controller-uid": "u"}},
        "template": {
            "metadata": {"labels": {"job-name": "train-x7f2k", "team": "a"}, "creationTimestamp": None},
            "spec": {
                "dnsPolicy": "ClusterFirst",
                "terminationGracePeriodSeconds": 5,
                "containers": [
                    {"name": "main", "image": "i", "resources": {}, "terminationMessagePath": "/x"}
                ],
                "volumes": [
                    {
                        "name": "code",
                        "configMap": {"name": "train-x7f2k-code", "defaultMode": 420, "items": []},
                    }
                ],
            },
        },
    },
    "status": {"active": 1},
}
CODE = {
    "apiVersion": "v1",
    "kind": "ConfigMap",
    "metadata": {"name": "train-x7f2k-code"},
    "data": {"f0": "train-x7f2k-code"},
}


def test_a_copy_is_what_somebody_said() -> None:
    made = bare(JOB)
    assert made == {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {
            "name": "train-x7f2k",
            "namespace": "team-a",
            "labels": {"team": "a"},
            "annotations": {
                "workloadhub.dev/queue": "team-a",
                "workloadhub.dev/gang-minimum": "2",
                "example.org/mine": "kept",
            },
        },
        "spec": {
            "suspend": True,
            "template": {
                "metadata": {"labels": {"team": "a"}},
                "spec": {
                    "terminationGracePeriodSeconds": 5,
                    "containers": [{"name": "main", "image": "i", "terminationMessagePath": "/x"}],
                    "volumes": [{"name": "code", "configMap": {"name": "train-x7f2k-code", "items": []}}],
                },
            },
        },
    }
    assert bare(made) == made, "the copy of a copy is the same"


def test_what_goes_along_is_renamed_with_the_root_and_the_programs_own_text_is_left() -> None:
    root, code = renamed(bare(JOB), [bare(CODE)], "train-9z9z9")
    assert root["metadata"]["name"] == "train-9z9z9"
    [volume] = root["spec"]["template"]["spec"]["volumes"]
    assert volume["configMap"]["name"] == code["metadata"]["name"] == "train-9z9z9-code"
    assert code["data"] == {"f0": "train-x7f2k-code"}


def test_labels_and_selectors_that_hold_the_name_have_the_new_one_and_claims_do_not() -> None:
    mine = {"app": "web", "team": "a"}
    claim = {"name": "data", "persistentVolumeClaim": {"claimName": "web"}}
    template = {"metadata": {"labels": mine}, "spec": {"containers": [], "volumes": [claim]}}
    spec = {"selector": {"matchLabels": mine}, "template": template}
    service = {"kind": "Service", "metadata": {"name": "web"}, "spec": {"selector": {"app": "web"}}}
    web, found = renamed(
        {"kind": "Deployment", "metadata": {"name": "web"}, "spec": spec}, [service], "web-2"
    )
    assert web["spec"]["selector"]["matchLabels"] == web["spec"]["template"]["metadata"]["labels"]
    assert web["spec"]["selector"]["matchLabels"] == {"app": "web-2", "team": "a"}
    assert found["spec"]["selector"] == {"app": "web-2"}
    assert found["metadata"]["name"] == "web-2"


def test_a_claim_of_the_same_name_stays_the_claim() -> None:
    claim = {"name": "data", "persistentVolumeClaim": {"claimName": "web"}}
    spec = {"template": {"spec": {"containers": [], "volumes": [claim]}}}
    [web] = renamed({"kind": "Job", "metadata": {"name": "web"}, "spec": spec}, [], "web-2")
    assert web["spec"]["template"]["spec"]["volumes"] == [claim]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("train", "train-9z9z9"),
        ("train-x7f2k", "train-9z9z9"),
        ("train-x7f2k-x7f2k", "train-x7f2k-9z9z9"),
        ("estimate-pi", "estimate-pi-9z9z9"),
        ("a" * 63, "a" * 40 + "-9z9z9"),
    ],
)
def test_a_copys_name_has_one_end(old: str, new: str) -> None:
    assert new_name(old, "9z9z9") == new


def test_what_was_stopped_is_copied_to_run() -> None:
    other = Ref("v1", "Pod", "", "x")
    intents = [Patch({"spec": {"suspend": False, "gone": None}}), Patch({"spec": {"x": 1}}, other)]
    made = running({"spec": {"suspend": True, "gone": 1, "kept": 2}}, intents)
    assert made == {"spec": {"suspend": False, "kept": 2}}


def test_merging_is_rfc_7386() -> None:
    assert merged({"a": {"b": 1, "c": 2}, "d": [1]}, {"a": {"b": None}, "d": [2], "e": {"f": None}}) == {
        "a": {"c": 2},
        "d": [2],
        "e": {},
    }


@pytest.mark.parametrize(
    ("path", "value", "wanted"),
    [
        ("a.b", 1, {"a": {"b": 1}, "l": [{"x": 1}, {"x": 2}], "m": {"n.o/p": 1}}),
        ("a.c", 2, {"a": {"b": 0, "c": 2}, "l": [{"x": 1}, {"x": 2}], "m": {"n.o/p": 1}}),
        ("new.x", 2, {"a": {"b": 0}, "l": [{"x": 1}, {"x": 2}], "m": {"n.o/p": 1}, "new": {"x": 2}}),
        ("l.1.x", 9, {"a": {"b": 0}, "l": [{"x": 1}, {"x": 9}], "m": {"n.o/p": 1}}),
        ("l.0", 9, {"a": {"b": 0}, "l": [9, {"x": 2}], "m": {"n.o/p": 1}}),
        ("m.n.o/p", 2, {"a": {"b": 0}, "l": [{"x": 1}, {"x": 2}], "m": {"n.o/p": 2}}),
    ],
)
def test_a_value_at_a_path(path: str, value: Any, wanted: Any) -> None:
    before = {"a": {"b": 0}, "l": [{"x": 1}, {"x": 2}], "m": {"n.o/p": 1}}
    assert changed(before, [(path, value)]) == wanted
    assert before == {"a": {"b": 0}, "l": [{"x": 1}, {"x": 2}], "m": {"n.o/p": 1}}


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("l.5.x", "--set l.5.x: '5' is no place in a list of 1; they count from 0"),
        ("l.first", "--set l.first: 'first' is no place in a list of 1"),
        ("a.b.c", "--set a.b.c: nothing can be inside of 0, where 'c' should be"),
    ],
)
def test_a_path_that_cannot_be(path: str, says: str) -> None:
    with pytest.raises(Usage, match=says):
        changed({"a": {"b": 0}, "l": [1]}, [(path, 1)])
