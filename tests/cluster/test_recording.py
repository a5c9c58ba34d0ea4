"""Files in place of a cluster: every form that Kubernetes' tools write, and one line for what is broken."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from types import SimpleNamespace

import msgspec
import pytest

from hub.cluster.record import save, write
from hub.cluster.recorded import read, replay
from hub.cluster.recording import load
from hub.errors import HubError, NotFound, Usage

from .bodies import job, pod, widget
from .memory import JOB, KEEP, POD, Memory

OBJECTS = [pod("one"), job("two"), widget("three", text="x" * 2**20)]


@pytest.mark.parametrize("form", ["yaml", "json"])
def test_what_is_written_is_what_is_read(tmp_path: Path, form: str) -> None:
    save(OBJECTS, str(tmp_path / f"case.{form}"))
    assert [found.object for found in load(str(tmp_path / f"case.{form}"))] == OBJECTS


FORMS = {
    "documents": "---\n# nothing\n---\nkind: A\n---\nkind: B\n",
    "list": "kind: List\nitems: [{kind: A}, {kind: B}]",
    "list of lists": "kind: List\nitems: [{kind: List, items: [{kind: A}]}, {kind: B}]",
    "typed list": '{"kind": "AList", "apiVersion": "v1", "items": [{}]}{"kind": "B"}',
    "json lines": '{"kind": "A"}\n{"kind": "B"}\n',
    "braces": "{kind: A}\n---\n{kind: B}",
    "json": ' {"kind": "List", "items": [{"kind": "A"}, {"kind": "B"}]}',
    "json with tabs": '{\n\t"kind": "List", "items": [{"kind": "A"},\t{"kind": "B"}]}',
}


@pytest.mark.parametrize("name", FORMS)
def test_every_form_is_read(tmp_path: Path, name: str) -> None:
    (tmp_path / "case.yaml").write_text(FORMS[name])
    assert [found.object["kind"] for found in load(str(tmp_path / "case.yaml"))] == ["A", "B"]


def test_the_items_of_a_typed_list_take_its_kind(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(
        '{"kind":"JobList","apiVersion":"batch/v1","items":[{"metadata":{"name":"x"}}]}'
    )
    [found] = load(str(tmp_path))
    assert found.object == {"kind": "Job", "apiVersion": "batch/v1", "metadata": {"name": "x"}}


def test_times_stay_text(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(
        "kind: A\nwhen: 2026-01-01T00:00:00Z\nday: 2026-01-01\nnumber: 12\nyes: true"
    )
    [found] = load(str(tmp_path / "a.yaml"))
    assert found.object["when"] == "2026-01-01T00:00:00Z"
    assert (found.object["day"], found.object["number"]) == ("2026-01-01", 12)


def test_a_folder_is_read_in_order_and_stdin_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "deep").mkdir()
    for name in ("b.yaml", "a.json", "deep/c.yml", "ignored.txt"):
        (tmp_path / name).write_text(msgspec.json.encode({"kind": name}).decode())
    assert [found.object["kind"] for found in load(str(tmp_path))] == ["a.json", "b.yaml", "deep/c.yml"]
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"kind: A")))
    assert [(found.object, found.where) for found in load("-")] == [
        ({"kind": "A"}, "stdin, document 1 (line 1)")
    ]


BROKEN = [
    ("kind: A\n---\nkind: ]", r"case\.yaml, line 3, column 7: not YAML"),
    ("kind: A\n---\na: 1", r"case\.yaml, document 2 \(line 3\) has no kind"),
    ("- a\n- b", r"case\.yaml, document 1 \(line 1\) is list, not an object"),
    ("kind: List\nitems: [{kind: A}, 3]", r"document 1 \(line 1\), item 2 is int"),
    ('{"kind": "A"}\n{"kind" "B"}', r"case\.yaml, line 2, column 9: not JSON"),
    ("kind: A\nkind: !!python/object:os.system {}", "not YAML: could not determine a constructor"),
    ("a: *nobody", "line 1, column 4: not YAML: found undefined alias"),
    ("[" * 5_000, "not JSON"),
]


@pytest.mark.parametrize(("text", "says"), BROKEN)
def test_what_is_broken_is_told_with_file_and_place(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "case.yaml").write_text(text)
    with pytest.raises(Usage, match=says) as told:
        load(str(tmp_path / "case.yaml"))
    assert "\n" not in str(told.value)


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"there is no .*absent"):
        load(str(tmp_path / "absent"))
    with pytest.raises(NotFound, match=r"no \.yaml, \.yml, \.json file"):
        load(str(tmp_path))
    with pytest.raises(HubError, match="cannot be written"):
        save(OBJECTS, str(tmp_path / "absent" / "case.yaml"))


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    file = tmp_path / "case.yaml"
    save(OBJECTS[:1], str(file))
    with pytest.raises(Exception, match="cannot represent"):
        save([{"kind": "A", "odd": object()}], str(file))
    assert [found.object for found in load(str(file))] == OBJECTS[:1]


def test_a_sink_hears_of_them_as_of_a_cluster(tmp_path: Path) -> None:
    save(OBJECTS, str(tmp_path / "case.yaml"))
    memory = Memory()
    replay(read([str(tmp_path)], KEEP), memory)
    assert (memory.names(POD), memory.names(JOB)) == ({"one"}, {"two"})


def test_yaml_has_one_document_each() -> None:
    out = io.StringIO()
    write(OBJECTS[:2], out)
    assert out.getvalue().count("---\n") == 2


def test_an_owner_without_a_uid_takes_the_one_that_it_is_referred_to_by(tmp_path: Path) -> None:
    owner = {"apiVersion": "batch/v1", "kind": "Job", "name": "two", "uid": "u-two"}
    below = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "two-0", "ownerReferences": [owner]}}
    plain = {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "two"}}
    own = {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "two", "uid": "its own"}}
    for root, uid in ((plain, "u-two"), (own, "its own")):
        save([below, root], str(tmp_path / "case.yaml"))
        memory = Memory()
        replay(read([str(tmp_path / "case.yaml")], KEEP), memory)
        assert list(memory.things[JOB]) == [uid]
