"""Which cluster, as whom: the merge rules, and one clear line for whatever is wrong."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import yaml

from hub.cluster import kubeconfig
from hub.cluster.kubeconfig import target
from hub.errors import HubError, NoCluster, Usage


@pytest.fixture(autouse=True)
def nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("KUBECONFIG", "KUBERNETES_SERVICE_HOST"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))


def write(file: Path, context: str = "", **parts: Any) -> str:
    """A kubeconfig with one context of each part's name, and the file's own name as its namespace."""
    name = parts.get("name", file.stem)
    content = {
        "clusters": [
            {"name": name, "cluster": {"server": f"https://{file.stem}:6443", **parts.get("cluster", {})}}
        ],
        "users": [{"name": name, "user": parts.get("user", {"token": file.stem})}],
        "contexts": [
            {"name": name, "context": {"cluster": name, "user": name, "namespace": f"ns-{file.stem}"}}
        ],
        "current-context": context,
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(yaml.safe_dump(content))
    return str(file)


def test_the_home_folder_is_read_when_nothing_is_named(tmp_path: Path) -> None:
    write(tmp_path / ".kube" / "config", context="config")
    found = target()
    assert (found.server, found.context, found.namespace) == ("https://config:6443", "config", "ns-config")


def test_a_named_file_wins_over_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUBECONFIG", write(tmp_path / "env", context="env"))
    assert target(write(tmp_path / "flag", context="flag")).context == "flag"


def test_files_are_merged_the_first_to_say_something_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [
        write(tmp_path / "one", name="shared"),
        str(tmp_path / "absent"),
        write(tmp_path / "two", context="shared", name="shared"),
        write(tmp_path / "three", context="three"),
    ]
    monkeypatch.setenv("KUBECONFIG", os.pathsep.join(files))
    assert (target().context, target().server) == ("shared", "https://one:6443")
    assert target(context="three").server == "https://three:6443"


def test_paths_are_relative_to_the_file_that_has_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write(
        tmp_path / "deep" / "one",
        context="one",
        cluster={"certificate-authority": "ca.crt"},
        user={"tokenFile": "../token"},
    )
    monkeypatch.chdir(tmp_path)
    found = target(os.path.relpath(file))
    assert found.cluster["certificate-authority"] == str(tmp_path / "deep" / "ca.crt")
    assert Path(found.user["tokenFile"]).resolve() == tmp_path / "token"


def test_inside_a_pod_its_service_account_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kubeconfig, "SERVICE_ACCOUNT", tmp_path / "account")
    (tmp_path / "account").mkdir()
    (tmp_path / "account" / "token").write_text("abc")
    (tmp_path / "account" / "namespace").write_text("team-a\n")
    monkeypatch.setenv("KUBERNETES_SERVICE_HOST", "fd00::1")
    found = target()
    assert (found.server, found.namespace) == ("https://[fd00::1]:443", "team-a")
    assert found.user == {"tokenFile": str(tmp_path / "account" / "token")}
    with pytest.raises(Usage, match="leave --context out"):
        target(context="prod")


NAMED = "{current-context: x, contexts: [{name: x, context: {cluster: c}}]"
BROKEN = [
    ("a: ]", Usage, "not YAML at line 1, column 4"),
    ("- a", Usage, "not a mapping"),
    ("contexts: 3", Usage, "contexts is not a list"),
    ("contexts: []", NoCluster, "no current context; start one with `hub up`"),
    ("contexts: [{name: b, context: {}}, {name: a, context: {}}]", NoCluster, "one of a, b with --context"),
    ("current-context: x", Usage, "no context 'x' .* it has no context at all"),
    (f"{NAMED}}}", Usage, "names the cluster 'c'"),
    ("{current-context: x, contexts: [{name: x, context: 3}, 7, null]}", Usage, "no context 'x'"),
    (f"{NAMED}, clusters: [{{name: c, cluster: {{}}}}]}}", Usage, "no server address"),
]


@pytest.mark.parametrize(("text", "error", "says"), BROKEN)
def test_a_broken_file_is_told_in_one_line(
    tmp_path: Path, text: str, error: type[HubError], says: str
) -> None:
    file = tmp_path / "config"
    file.write_text(text)
    with pytest.raises(error, match=says) as told:
        target(str(file))
    assert "\n" not in str(told.value)
    assert str(file) in str(told.value) or "context 'x'" in str(told.value)


def test_nothing_at_all_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NoCluster, match="`hub up`"):
        target()
    monkeypatch.setenv("KUBECONFIG", "absent")
    with pytest.raises(NoCluster, match="KUBECONFIG names absent, which is not there"):
        target()
    with pytest.raises(Usage, match="there is no kubeconfig absent"):
        target("absent")


def test_a_wrong_context_names_the_nearest(tmp_path: Path) -> None:
    file = write(tmp_path / "production", context="production")
    with pytest.raises(Usage, match="did you mean 'production'"):
        target(file, "prodution")
