"""What is made of the objects that a module ships."""

from __future__ import annotations

from pathlib import Path

import pytest
from hub_local.operators.manifests import gather, redirect
from hub_local.operators.records import Operator, Serving

from hub.errors import HubError

SHIPPED = """
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: validating-webhook-configuration}
webhooks:
- name: narrow.example
  clientConfig: {service: {name: s, namespace: n, path: /validate}}
- name: refusing.example
  clientConfig: {service: {name: s, namespace: n, path: /refuse}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: manager}
---
---
apiVersion: v1
kind: ConfigMap
metadata: {name: unwanted}
"""
SERVING = Serving(names=("s.n.svc",), selectors={"narrow.example": {"is": "mine"}})
OPERATOR = Operator(
    "thing", "Thing", manifests=("*.yaml",), without=("unwanted", "refusing.example"), serving=SERVING
)


def asked(folder: Path) -> str:
    raise AssertionError(f"{folder} is no kustomize folder")


def test_deployments_and_named_objects_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "all.yaml").write_text(SHIPPED)
    assert [item["kind"] for item in gather(OPERATOR, tmp_path, asked)] == ["ValidatingWebhookConfiguration"]


def test_kustomize_folders_are_rendered(tmp_path: Path) -> None:
    (tmp_path / "default").mkdir()
    (tmp_path / "default" / "kustomization.yaml").touch()
    operator = Operator("thing", "Thing", manifests=("default",))
    assert len(gather(operator, tmp_path, lambda folder: SHIPPED)) == 2


def test_an_entry_that_the_module_does_not_ship_is_said(tmp_path: Path) -> None:
    with pytest.raises(HubError, match=r"thing .*ships no \*\.yaml"):
        gather(OPERATOR, tmp_path, asked)


def test_webhooks_are_called_at_the_process_and_narrowed(tmp_path: Path) -> None:
    (tmp_path / "all.yaml").write_text(SHIPPED)
    made = redirect(gather(OPERATOR, tmp_path, asked)[0], OPERATOR, "10.0.0.1:9", b"issuer")
    assert made["metadata"]["name"] == "thing-validating-webhook-configuration"
    assert [hook["name"] for hook in made["webhooks"]] == ["narrow.example"]
    assert made["webhooks"][0]["clientConfig"] == {
        "url": "https://10.0.0.1:9/validate",
        "caBundle": "aXNzdWVy",
    }
    assert made["webhooks"][0]["objectSelector"] == {"matchLabels": {"is": "mine"}}
