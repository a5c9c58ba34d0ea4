"""The rights that docs/gang.md lists for a backend are enough for its gangs, and without them it is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hub_gang_coscheduling import COSCHEDULING
from hub_gang_native import NATIVE
from hub_gang_volcano import VOLCANO

from hub.plugin import GangBackend
from tests.gangs.someone import Someone, eventually, job

pytestmark = pytest.mark.e2e
BACKENDS = (NATIVE, VOLCANO, COSCHEDULING)
ROOTS = [
    {"apiGroups": ["batch"], "resources": ["jobs"], "verbs": ["get", "list", "watch", "create"]},
    {"apiGroups": [""], "resources": ["pods", "events"], "verbs": ["get", "list", "watch"]},
]


def limited(someone: Someone, rules: list[dict[str, Any]], folder: Path) -> Someone:
    """The same cluster for one who has these rights in the namespace, and no others."""
    about = {"apiVersion": "rbac.authorization.k8s.io/v1", "metadata": {"name": "ada"}}
    subject = {"kind": "ServiceAccount", "name": "ada", "namespace": "default"}
    role = {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "ada"}
    made = (
        {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "ada"}},
        {**about, "kind": "Role", "rules": rules},
        {**about, "kind": "RoleBinding", "roleRef": role, "subjects": [subject]},
    )
    file = folder / "rights.yaml"
    file.write_text(yaml.safe_dump_all(made))
    someone.running.kubectl("apply", "-f", str(file))
    token = someone.running.kubectl("create", "token", "ada").strip()
    config = yaml.safe_load(Path(someone.env["KUBECONFIG"]).read_text())
    config["users"] = [{"name": one["name"], "user": {"token": token}} for one in config["users"]]
    own = folder / "kubeconfig"
    own.write_text(yaml.safe_dump(config))
    return Someone(someone.running, str(own))


def listed(backend: GangBackend) -> list[dict[str, Any]]:
    return [
        {"apiGroups": [rule.group], "resources": [*rule.resources], "verbs": [*rule.verbs]}
        for rule in backend.rules
    ]


@pytest.mark.parametrize("backend", BACKENDS, ids=[one.name for one in BACKENDS])
def test_the_rights_that_are_listed_are_enough(
    someone: Someone, backend: GangBackend, tmp_path: Path
) -> None:
    ada = limited(someone, [*ROOTS, *listed(backend)], tmp_path)
    ada.submit_together(job("train", 2, gang_backend=backend.name))
    eventually(ada.is_whole("train"), seconds=60)
    (group,) = (one["name"] for one in ada.gang("train")["groups"])
    kind = backend.kind.partition("/")[0]
    found = json.loads(ada.running.kubectl("get", f"podgroups.{kind}", group, "-o", "json"))
    assert found["metadata"]["ownerReferences"][0]["name"] == "train"


def test_without_them_nothing_is_made_and_it_is_told(someone: Someone, tmp_path: Path) -> None:
    ada = limited(someone, ROOTS, tmp_path)
    wanted = yaml.safe_dump(job("train", 2, gang_backend="volcano"))
    linked = ada.hub("gang", "inject", "-f", "-", stdin=wanted)
    assert "podgroups" in ada.hub("submit", "-f", "-", stdin=linked, code=4)
    assert not someone.got("jobs")
