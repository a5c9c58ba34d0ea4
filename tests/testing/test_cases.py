"""How cases are read, compared and broken."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hub.errors import NotFound
from hub.testing.bench import benches
from hub.testing.breaking import GONE, MOST, breaks, broken, paths
from hub.testing.cases import CaseError, case, cases, load, words
from hub.testing.matching import differences, unlike
from hub.testing.playing import play, played

from .widgets import CASES, KEY, bench, widget

EXPECT = {KEY: {"phase": "Creating"}}

WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "neither objects nor steps": ({"expect": EXPECT}, "either objects or steps"),
    "both": ({"objects": [], "steps": [], "expect": EXPECT}, "either objects or steps"),
    "no steps": ({"steps": [], "expect": EXPECT}, "empty"),
    "nothing expected": ({"objects": [widget("")]}, "expects nothing"),
    "an unknown part": ({"objects": [], "expekt": EXPECT}, "expekt is no part"),
    "objects that are no list": ({"objects": "all", "expect": EXPECT}, "not a list"),
    "an object that is none": ({"objects": [7], "expect": EXPECT}, "no object"),
    "a step that is none": ({"steps": ["wait"], "expect": EXPECT}, "step 1 is not a mapping"),
    "a time that is none": ({"objects": [], "now": "noon", "expect": EXPECT}, "no RFC 3339 time"),
    "rows that are no mapping": ({"objects": [], "expect": [KEY]}, "not a mapping of keys"),
    "fields that are no mapping": ({"objects": [], "expect": {KEY: "Running"}}, "not a mapping of keys"),
}


@pytest.mark.parametrize("how", WRONG)
def test_a_wrong_case_says_what_is_wrong(how: str) -> None:
    read, said = WRONG[how]
    with pytest.raises(CaseError, match=said):
        case("wrong", read)


@pytest.mark.parametrize(
    ("text", "said"), [("a: [", "not YAML"), ("- 1", "not one mapping"), ("", "not one mapping")]
)
def test_a_wrong_file_is_named(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "bad.yaml").write_text(text)
    with pytest.raises(CaseError, match=rf"bad\.yaml.*{said}"):
        load(tmp_path / "bad.yaml")


def test_words_are_no_case(tmp_path: Path) -> None:
    (tmp_path / "words.yaml").write_text("source: upstream\nwidget: {Busy: null}\n")
    assert cases(tmp_path) == ()
    assert words(tmp_path) == {"widget": {"Busy": None}}


def test_a_folder_without_words_has_none(tmp_path: Path) -> None:
    assert words(tmp_path) == {}


def test_the_clock_of_a_step_is_the_newest_time_seen_so_far() -> None:
    late = widget("Busy", 2)
    late["status"]["since"] = "2026-11-24T11:00:00Z"
    read = case(
        "clock", {"steps": [{"seen": [widget("")]}, {"seen": [late]}, {"gone": []}], "expect": EXPECT}
    )
    assert [str(step.now)[11:16] for step in read.steps] == ["10:00", "11:00", "11:00"]


def test_what_goes_must_have_been_there() -> None:
    read = case("gone", {"steps": [{"gone": ["Pod/ns/x"]}], "expect": {}})
    with pytest.raises(CaseError, match="Pod/ns/x was not there"):
        list(play(read, bench().registry))


def test_rows_are_compared_whole() -> None:
    board = played(CASES["held"], bench().registry).board.workloads
    assert list(differences({KEY: {"phase": "Stopped"}}, board)) == []
    assert list(differences({}, board)) == [f"there is a row {KEY} that is not expected (Stopped)"]
    assert next(differences({"a/b/c": {}}, board)) == f"there is no row a/b/c, but {KEY}"
    assert list(differences({KEY: {"phase": "Failed"}}, board)) == [
        f"{KEY}: phase is 'Stopped', expected 'Failed'"
    ]


@pytest.mark.parametrize(
    ("wanted", "found", "said"),
    [
        ({"a": 1}, {"a": 1, "b": 2}, []),
        ({"a": {"b": 1}}, {"a": {"b": 2}}, ["a.b is 2, expected 1"]),
        ({"c": 1}, {"a": 1}, ["c is not there"]),
        ([{"a": 1}], [{"a": 1, "b": 2}], []),
        ([1], (1,), []),
        ([], (), []),
        ([1], [1, 2], ["x is [1, 2], expected [1]"]),
        ([1, 3], [1, 2], ["x[1] is 2, expected 3"]),
        (None, "", ["x is '', expected None"]),
    ],
)
def test_a_mapping_may_lack_what_is_not_named(wanted: Any, found: Any, said: list[str]) -> None:
    assert list(unlike(wanted, found, "" if isinstance(wanted, dict) else "x")) == said


def test_every_field_is_broken_in_every_way() -> None:
    found = list(breaks([CASES["held"]]))
    assert {each.path for each in found} == set(paths(widget("Held", hold=True)))
    gone = next(each for each in found if each.path == ("status", "state") and each.wrong is GONE)
    assert gone.object["status"] == {}
    assert str(gone) == "case held, step 1, Widget w, status.state gone"


def test_no_more_are_broken_than_a_few_thousand() -> None:
    many = case("many", {"objects": [widget("", **{f"field{n}": n for n in range(1000)})], "expect": {}})
    assert len(list(breaks([many]))) == MOST


def test_breaking_leaves_the_sound_object_alone() -> None:
    sound = {"a": [{"b": 1}, 2]}
    assert broken(sound, ("a", 0, "b"), None) == {"a": [{"b": None}, 2]}
    assert broken(sound, ("a", 1), GONE) == {"a": [{"b": 1}]}
    assert sound == {"a": [{"b": 1}, 2]}


def test_a_plugin_stands_for_its_adapters() -> None:
    assert {found.adapter.name for found in benches(("ray",))} >= {"raycluster", "rayjob"}
    assert [found.adapter.name for found in benches(("rayjob",))] == ["rayjob"]


def test_an_unknown_adapter_is_named_with_its_neighbour() -> None:
    with pytest.raises(NotFound, match=r"rayjop.*did you mean 'rayjob'"):
        benches(("rayjop",))
