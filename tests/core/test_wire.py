"""Bytes from an API server, sound and broken: a record, a clear skip or `Garbled`; nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hub.core.keep import Keep
from hub.core.things import event, page, thing
from hub.core.wire import Garbled
from hub.model import Doc, Kind, Pod, PodState
from hub.model.pods import POD
from hub.testing.breaking import breaks
from hub.testing.cases import case

from .objects import job, pod

JOB = Kind("batch", "Job")
KEEP = Keep(frozenset({"kept"}), frozenset({"RUN"}))
DEEP = b"[" * 100_000


def line(manifest: Any, type_: str = "ADDED") -> bytes:
    return json.dumps({"type": type_, "object": manifest}).encode()


def listing(*items: Any) -> bytes:
    return json.dumps({"kind": "PodList", "metadata": {"resourceVersion": "9"}, "items": items}).encode()


GARBAGE = {
    "nothing": b"",
    "space": b"  \n",
    "no JSON": b"hello",
    "an open brace": b"{",
    "null": b"null",
    "a list": b"[]",
    "a number": b"7",
    "no type": b'{"object": {}}',
    "no object": b'{"type": "ADDED"}',
    "an object that is null": b'{"type": "ADDED", "object": null}',
    "an object that is a text": b'{"type": "ADDED", "object": "pod"}',
    "a type that is a number": b'{"type": 7, "object": {}}',
    "bytes that are no text": b'{"type": "ADDED", "object": {"metadata": {"name": "\xff\xfe"}}}',
    "half a character": b'{"type": "ADDED", "object": {"metadata": {"name": "\\ud800"}}}',
    "a chasm": DEEP,
    "a chasm inside": b'{"type": "ADDED", "object": {"metadata": {"labels": ' + DEEP,
}


@pytest.mark.parametrize("what", GARBAGE)
@pytest.mark.parametrize("kind", [POD, JOB], ids=str)
def test_garbage_is_called_so(what: str, kind: Kind) -> None:
    with pytest.raises(Garbled):
        event(GARBAGE[what], kind, KEEP)


@pytest.mark.parametrize("kind", [POD, JOB], ids=str)
def test_a_line_cut_anywhere_is_garbage(kind: Kind) -> None:
    whole = line(pod("p", job()) if kind == POD else job())
    for end in range(len(whole)):
        with pytest.raises(Garbled):
            event(whole[:end], kind, KEEP)


@pytest.mark.parametrize(
    "what", ["nothing", "no JSON", "an open brace", "null", "a list", "a number", "a chasm"]
)
@pytest.mark.parametrize("kind", [POD, JOB], ids=str)
def test_a_list_that_is_none_is_garbage(what: str, kind: Kind) -> None:
    with pytest.raises(Garbled):
        page(GARBAGE[what], kind, KEEP)


@pytest.mark.parametrize("name", ["ünï-cødé", "\U0001f680", "a/b", "x" * 5000, "%2F", " ", "\x00"])
def test_any_name_is_kept_as_it_is(name: str) -> None:
    seen = event(line(pod(name)), POD, KEEP).thing
    assert isinstance(seen, Pod)
    assert seen.name == name


def test_a_megabyte_of_annotations_is_left_behind() -> None:
    seen = event(line(pod("p", annotations={"note": "x" * 2**20, "kept": "yes"})), POD, KEEP).thing
    assert isinstance(seen, Pod)
    assert seen.annotations == {"kept": "yes"}


def test_what_kubectl_applied_is_not_kept_twice() -> None:
    noted = {"kubectl.kubernetes.io/last-applied-configuration": "x" * 2**20, "note": "y"}
    seen = event(line(job(metadata={"annotations": noted})), JOB, KEEP).thing
    assert isinstance(seen, Doc)
    assert seen.annotations == {"note": "y"}


def test_a_bookmark_is_a_version_alone() -> None:
    mark = {
        "metadata": {"resourceVersion": "77", "creationTimestamp": None},
        "spec": {"containers": None},
        "status": {},
    }
    assert event(line(mark, "BOOKMARK"), POD, KEEP)[:3] == ("BOOKMARK", None, "77")
    assert event(line(mark, "BOOKMARK"), JOB, KEEP)[:3] == ("BOOKMARK", None, "77")


@pytest.mark.parametrize(
    ("status", "told"),
    [
        ({"kind": "Status", "code": 410, "message": "too old"}, (410, "too old")),
        ({"code": "410", "message": None}, (0, "")),
        ({}, (0, "")),
    ],
)
@pytest.mark.parametrize("kind", [POD, JOB], ids=str)
def test_an_error_has_a_code_and_a_message(kind: Kind, status: Any, told: tuple[int, str]) -> None:
    found = event(line(status, "ERROR"), kind, KEEP)
    assert (found.thing, found.code, found.message) == (None, *told)


BREAKS = list(
    breaks([case("wire", {"objects": [pod("p", job(), "oom", sidecar="crash"), job()], "expect": {}})])
)


@pytest.mark.parametrize("kind", ["Pod", "Job"])
def test_what_has_a_wrong_type_is_pruned_and_the_rest_is_read(kind: str) -> None:
    for each in BREAKS:
        if each.sound["kind"] != kind or each.path in (("metadata",), ("metadata", "name")):
            continue
        seen = event(line(each.object), Kind.of(each.sound["apiVersion"], kind), KEEP).thing
        assert seen is not None, each
        assert seen.name == each.sound["metadata"]["name"], each
        assert seen.owners or kind == "Job" or each.path[1] == "ownerReferences", each


@pytest.mark.parametrize(
    "broken", [{"metadata": {}}, {"metadata": None}, {"metadata": {"name": 7, "uid": "u"}}, {}]
)
@pytest.mark.parametrize("kind", [POD, JOB], ids=str)
def test_what_has_no_name_is_no_object(kind: Kind, broken: Any) -> None:
    with pytest.raises(Garbled, match="no name"):
        event(line(broken), kind, KEEP)
    assert page(json.dumps({"items": [broken]}).encode(), kind, KEEP).skipped == 1


def test_one_broken_item_costs_only_itself() -> None:
    odd = pod("odd")
    odd["metadata"]["labels"] = {"a": 7}
    found = page(listing(pod("a"), None, 7, odd, "x", pod("b")), POD, KEEP)
    assert ([each.name for each in found.things], found.version, found.skipped) == (["a", "odd", "b"], "9", 3)


@pytest.mark.parametrize("items", [None, []])
@pytest.mark.parametrize("kind", [POD, JOB], ids=str)
def test_an_empty_list_is_one(kind: Kind, items: Any) -> None:
    found = page(json.dumps({"metadata": {"continue": "more"}, "items": items}).encode(), kind, KEEP)
    assert (found.things, found.more, found.skipped) == ([], "more", 0)


@pytest.mark.parametrize(
    "time", ["yesterday", "2026-13-01T00:00:00Z", "", 0, "2026-11-24", "10000-01-01T00:00:00Z"]
)
def test_a_time_that_is_none_reads_as_absent(time: Any) -> None:
    seen = thing(pod("p", deletionTimestamp=time, creationTimestamp=time), KEEP)
    assert seen.deleting is None


@pytest.mark.parametrize(
    "manifest", [{}, {"kind": ""}, {"kind": 7}, {"kind": None, "metadata": {"name": "x"}}]
)
def test_an_object_without_a_kind_is_refused(manifest: Any) -> None:
    with pytest.raises(Garbled, match="no kind"):
        thing(manifest, KEEP)


def test_a_version_that_is_a_number_is_no_version() -> None:
    assert thing(pod("p", resourceVersion=12), KEEP).version == ""


STATES = {
    "new": (PodState.PENDING, ""),
    "unschedulable": (PodState.PENDING, "Unschedulable"),
    "gated": (PodState.PENDING, "SchedulingGated"),
    "pulling": (PodState.INITIALIZING, "ContainerCreating"),
    "image": (PodState.INITIALIZING, "ImagePullBackOff"),
    "starting": (PodState.INITIALIZING, ""),
    "ready": (PodState.READY, ""),
    "crash": (PodState.INITIALIZING, "CrashLoopBackOff"),
    "oom": (PodState.INITIALIZING, "CrashLoopBackOff"),
    "succeeded": (PodState.SUCCEEDED, ""),
    "failed": (PodState.FAILED, "Error"),
    "killed": (PodState.FAILED, "OOMKilled"),
    "evicted": (PodState.FAILED, "Evicted"),
    "preempted": (PodState.FAILED, "PreemptionByScheduler"),
}


@pytest.mark.parametrize("state", STATES)
def test_a_pod_is_condensed_to_its_state_and_reason(state: str) -> None:
    seen = thing(pod("p", state=state), KEEP)
    assert isinstance(seen, Pod)
    assert (seen.state, seen.reason) == STATES[state]
