"""Programs out of Go modules: built once, whole or not at all."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from hub_local import binaries
from hub_local.build import build, built

from hub.errors import HubError


def module_of_one_tool(folder: Path, tool: str) -> Path:
    """A small program out of the control plane's own dependencies: its sources are there."""
    folder.mkdir()
    own = binaries.module()
    lines = (own / "go.mod").read_text().splitlines()
    required = next(line.strip() for line in lines if "google.golang.org/protobuf v" in line)
    tools = f"module test.example/tool\ngo 1.26.0\ntool {tool}\nrequire {required}\n"
    (folder / "go.mod").write_text(tools)
    shutil.copy(str(own / "go.sum"), folder / "go.sum")
    return folder


def test_a_program_is_built_once_and_gets_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOCACHE", subprocess.check_output(["go", "env", "GOCACHE"], text=True).strip())
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    module = module_of_one_tool(tmp_path / "module", "google.golang.org/protobuf/cmd/protoc-gen-go")
    said: list[str] = []
    folder = build("protoc", module, said.append, renamed={"protoc-gen-go": "gen"})
    assert subprocess.check_output([folder / "gen", "--version"], text=True).startswith("gen v")
    assert said[0].startswith("protoc: building it from Go modules")
    assert said[-1].startswith("protoc: built in")
    again: list[str] = []
    assert build("protoc", module, again.append) == folder
    assert again == []
    assert sorted(path.name for path in folder.parent.iterdir()) == [folder.name]


def test_a_build_that_fails_says_why_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    module = module_of_one_tool(tmp_path / "module", "google.golang.org/protobuf/cmd/no-such-program")
    with pytest.raises(HubError, match=r"protoc could not be built: .*no-such-program"):
        build("protoc", module, lambda text: None)
    assert list(built("protoc", module).parent.iterdir()) == []


def test_another_version_or_flag_is_another_folder(tmp_path: Path) -> None:
    module = module_of_one_tool(tmp_path / "module", "google.golang.org/protobuf/cmd/protoc-gen-go")
    before = built("protoc", module)
    assert built("protoc", module, ("-race",)) != before
    (module / "go.mod").write_text("module other\n")
    assert built("protoc", module) != before


def test_the_version_in_the_flags_is_the_one_that_is_built() -> None:
    lines = (binaries.module() / "go.mod").read_text()
    assert f"k8s.io/kubernetes v{binaries.KUBERNETES}" in lines
