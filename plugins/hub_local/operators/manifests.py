"""What an operator's module ships for `kubectl apply`, made fit for an operator that is a local process."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from hub.errors import HubError
from hub_local.operators.records import HERE, Operator

Manifest = dict[str, Any]
Kustomize = Callable[[Path], str]

WEBHOOKS = {"ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"}
# Needed before the operator runs; whatever else is kept may be checked by its webhook.
FIRST = WEBHOOKS | {"CustomResourceDefinition", "Namespace", "ConfigMap", "Secret", "PriorityClass"}
# The operator runs as a process beside the control plane with the admin kubeconfig, so its
# Deployment, its address and its rights are not applied; nor are objects of other add-ons. What
# this package ships beside (``files/``) is meant as it is.
DROPPED = {"Deployment", "DaemonSet", "Service", "ServiceAccount", "Role", "RoleBinding", "ClusterRole"}
DROPPED |= {
    "ClusterRoleBinding",
    "ServiceMonitor",
    "Certificate",
    "Issuer",
    "PodDisruptionBudget",
    "NetworkPolicy",
}


def gather(operator: Operator, module: Path, kustomize: Kustomize) -> list[Manifest]:
    """Every kept object of the operator's manifests, in the order they are named."""
    found: list[Manifest] = []
    for entry in operator.manifests:
        ours = entry.startswith("files/")
        root = HERE if ours else module
        texts = list(read(root, entry, kustomize))
        if not texts:
            raise HubError(
                f"{operator.name} {operator.version} ships no {entry}; correct its entry in {HERE.name}"
            )
        documents = (doc for text in texts for doc in yaml.load_all(text, yaml.CSafeLoader) if doc)
        found += [doc for doc in documents if ours or keep(doc, operator)]
    return found


def read(root: Path, entry: str, kustomize: Kustomize) -> Iterable[str]:
    if (root / entry / "kustomization.yaml").is_file():
        return [kustomize(root / entry)]
    return [path.read_text() for path in sorted(root.glob(entry)) if path.name != "kustomization.yaml"]


def keep(document: Manifest, operator: Operator) -> bool:
    return document.get("kind") not in DROPPED and document["metadata"]["name"] not in operator.without


def redirect(manifest: Manifest, operator: Operator, address: str, issuer: bytes) -> Manifest:
    """Webhooks called at the process's address instead of a Service, trusted through our issuer."""
    if manifest["kind"] in WEBHOOKS:
        name = manifest["metadata"]["name"]
        # Unkustomized manifests of several operators all carry controller-gen's one name.
        if name.endswith("ing-webhook-configuration"):
            manifest["metadata"]["name"] = (
                name if name.startswith(operator.name) else f"{operator.name}-{name}"
            )
        manifest["webhooks"] = [
            hook for hook in manifest.get("webhooks") or () if hook["name"] not in operator.without
        ]
        for hook in manifest["webhooks"]:
            hook["clientConfig"] = at(hook["clientConfig"], address, issuer)
            if operator.serving and hook["name"] in operator.serving.selectors:
                hook["objectSelector"] = {"matchLabels": dict(operator.serving.selectors[hook["name"]])}
    conversion = (
        manifest.get("spec", {}).get("conversion", {})
        if manifest["kind"] == "CustomResourceDefinition"
        else {}
    )
    if "webhook" in conversion:
        conversion["webhook"]["clientConfig"] = at(conversion["webhook"]["clientConfig"], address, issuer)
    return manifest


def at(config: Mapping[str, Any], address: str, issuer: bytes) -> Manifest:
    path = config.get("service", {}).get("path", "/")
    return {"url": f"https://{address}{path}", "caBundle": base64.b64encode(issuer).decode()}
