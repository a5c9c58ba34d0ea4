"""A module that lacks a file is copied and completed; the module cache is left as it was."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hub_local.operators import completed
from hub_local.operators.table import OPERATORS

ARGO = OPERATORS["argo"]


def test_an_operator_without_added_files_is_built_as_it_is_pinned() -> None:
    whole = replace(ARGO, added={})
    assert completed.pinned(whole, print) == whole.source


def test_the_copy_has_the_file_and_the_pin_leads_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = tmp_path / "served"
    (module / "workflow/executor/osspecific").mkdir(parents=True)
    (module / "go.mod").write_text("module served\n")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(completed, "downloaded", lambda operator: module)
    folder = completed.pinned(ARGO, print)
    (added,) = ARGO.added
    assert "func Setpgid" in (folder / "module" / added).read_text()
    assert not (module / added).exists()
    assert f"replace {ARGO.module} => {folder / 'module'}" in (folder / "go.mod").read_text()
    assert completed.pinned(ARGO, print) == folder
