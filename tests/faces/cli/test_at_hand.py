"""Who names no kubeconfig gets the local cluster that runs, if it is clear which."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from hub.errors import NoCluster
from hub.faces.cli import clusters
from hub.settings import Settings


@pytest.fixture(autouse=True)
def no_kubeconfig(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("KUBECONFIG", raising=False)
    monkeypatch.delenv("KUBERNETES_SERVICE_HOST", raising=False)


def running(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    found = {name: Path("/state", name, "kubeconfig") for name in names}
    cluster = replace(clusters.provider(), running=lambda: found)
    monkeypatch.setattr(clusters, "provider", lambda: cluster)


@pytest.mark.parametrize(
    ("names", "chosen"),
    [
        ([], ""),
        (["mine"], "/state/mine/kubeconfig"),
        (["local"], "/state/local/kubeconfig"),
        (["local", "mine"], "/state/local/kubeconfig"),
    ],
)
def test_it_is_clear_which(monkeypatch: pytest.MonkeyPatch, names: list[str], chosen: str) -> None:
    running(monkeypatch, *names)
    assert clusters.at_hand(Settings()).kubeconfig == chosen


def test_of_several_one_must_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    running(monkeypatch, "a", "b")
    with pytest.raises(NoCluster, match="run: a, b; choose one, for instance with --kubeconfig /state/a"):
        clusters.at_hand(Settings())
    assert clusters.at_hand(Settings(kubeconfig="mine.yaml")).kubeconfig == "mine.yaml"
