"""The files of volumes: what they hold, and that they change all at once."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from hub_local.agent import files, storage
from hub_local.agent.env import Data
from hub_local.agent.fields import ConfigMissing, Place
from hub_local.agent.payloads import File, Material, references
from hub_local.agent.payloads import files as files_of
from hypothesis import given
from hypothesis import strategies as st

from .made import pod

PLACE = Place("10.244.1.5", "10.244.0.1", {"memory": "16Gi"})
OBJECTS: dict[tuple[str, str], Data] = {
    ("configMap", "cm"): {"a": b"1", "b": b"2"},
    ("secret", "se"): {"k": b"s"},
}
MATERIAL = Material(pod(), PLACE, lambda *ref: OBJECTS.get(ref), lambda source: f"token for {source['path']}")
NAMES = st.text("abc", min_size=1, max_size=2)


def content(volume: dict[str, Any]) -> dict[str, str]:
    return {path: file.content.decode() for path, file in files_of(volume, MATERIAL).items()}


@pytest.mark.parametrize(
    ("volume", "expected"),
    [
        ({"configMap": {"name": "cm"}}, {"a": "1", "b": "2"}),
        ({"configMap": {"name": "cm", "items": [{"key": "a", "path": "x/y"}]}}, {"x/y": "1"}),
        ({"configMap": {"name": "none", "optional": True}}, {}),
        ({"secret": {"secretName": "se"}}, {"k": "s"}),
        (
            {"downwardAPI": {"items": [{"path": "l", "fieldRef": {"fieldPath": "metadata.labels"}}]}},
            {"l": 'app="web"'},
        ),
        (
            {"projected": {"sources": [
                {"configMap": {"name": "cm", "items": [{"key": "b", "path": "b"}]}},
                {"secret": {"name": "se"}},
                {"serviceAccountToken": {"path": "token"}},
                {"downwardAPI": {"items": [{"path": "n", "fieldRef": {"fieldPath": "metadata.name"}}]}},
            ]}},
            {"b": "2", "k": "s", "token": "token for token", "n": "web-0"},
        ),
    ],
)  # fmt: skip
def test_files(volume: dict[str, Any], expected: dict[str, str]) -> None:
    assert content(volume) == expected


@pytest.mark.parametrize(
    ("volume", "said"),
    [
        ({"configMap": {"name": "none"}}, 'configmap "none" not found'),
        ({"secret": {"secretName": "none"}}, 'secret "none" not found'),
        ({"configMap": {"name": "cm", "items": [{"key": "z", "path": "z"}]}}, "non-existent config key: z"),
        ({"projected": {"sources": [{"clusterTrustBundle": {}}]}}, "clusterTrustBundle is not supported"),
    ],
)
def test_what_is_missing_is_named(volume: dict[str, Any], said: str) -> None:
    with pytest.raises(ConfigMissing, match=said):
        files_of(volume, MATERIAL)


def test_modes() -> None:
    volume = {"secret": {"secretName": "se", "defaultMode": 0o400}}
    assert files_of(volume, MATERIAL)["k"].mode == 0o400
    assert references(volume) == {("secret", "se")}


def shown(folder: Path) -> dict[str, File]:
    """What a program sees that looks only at the names without leading dots."""
    found = {}
    for top in folder.iterdir():
        if not top.name.startswith(".."):
            for path in [top, *top.rglob("*")] if top.is_dir() else [top]:
                if path.is_file():
                    found[str(path.relative_to(folder))] = File(
                        path.read_bytes(), path.stat().st_mode & 0o777
                    )
    return found


@given(st.lists(st.dictionaries(NAMES, st.binary(max_size=3)), max_size=4))
def test_a_volume_holds_what_was_written_last(
    tmp_path_factory: pytest.TempPathFactory, steps: list[Any]
) -> None:
    folder = tmp_path_factory.mktemp("volume")
    for step in steps:
        wanted = {name: File(data) for name, data in step.items()}
        files.write(folder, wanted)
        assert shown(folder) == wanted
        assert not files.write(folder, wanted)
    assert (
        len([each for each in folder.iterdir() if each.name.startswith("..") and each.name != "..data"]) <= 1
    )


def test_files_in_folders_change_in_one_step(tmp_path: Path) -> None:
    files.write(tmp_path, {"deep/er/a": File(b"1"), "b": File(b"2", 0o400)})
    before = os.readlink(tmp_path / "..data")
    files.write(tmp_path, {"deep/er/a": File(b"3")})
    assert shown(tmp_path) == {"deep/er/a": File(b"3")}
    assert not (tmp_path / before).exists()


def test_claims_of_our_class_get_a_folder() -> None:
    meta = {"name": "data", "namespace": "team", "uid": "u"}
    spec = {"storageClassName": "local", "accessModes": ["ReadWriteOnce"],
            "resources": {"requests": {"storage": "1Gi"}}}  # fmt: skip
    claim = {"metadata": meta, "spec": spec}
    assert storage.wants_volume(claim)
    assert not storage.wants_volume({"metadata": meta, "spec": spec | {"volumeName": "pv"}})
    assert not storage.wants_volume({"metadata": meta, "spec": spec | {"storageClassName": "other"}})
    volume = storage.volume_for(claim, Path("/state/volumes"))
    assert volume["spec"]["hostPath"]["path"] == "/state/volumes/pvc-u"
    assert not storage.is_left_over(volume | {"status": {"phase": "Bound"}})
    assert storage.is_left_over(volume | {"status": {"phase": "Released"}})
