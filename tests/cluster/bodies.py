"""Objects to write into the cluster."""

from __future__ import annotations

from typing import Any


def pod(name: str, **labels: str) -> dict[str, Any]:
    container = {"name": "main", "image": "busybox:1.36", "env": [{"name": "A", "value": "b"}]}
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "labels": labels},
        "spec": {"containers": [container]},
    }


def job(name: str, **spec: Any) -> dict[str, Any]:
    template = {"spec": {"restartPolicy": "Never", "containers": [{"name": "main", "image": "busybox:1.36"}]}}
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {"name": name},
        "spec": {"template": template, "suspend": True, **spec},
    }


def widget(name: str, **spec: Any) -> dict[str, Any]:
    meta = {"name": name}
    return {"apiVersion": "test.workloadhub.dev/v1", "kind": "Widget", "metadata": meta, "spec": spec}


def definition(
    plural: str = "widgets", kind: str = "Widget", versions: tuple[str, ...] = ("v1",)
) -> dict[str, Any]:
    """A CustomResourceDefinition that keeps whatever it is given."""
    schema = {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": True}}
    served = [
        {"name": version, "served": True, "storage": version == versions[0], "schema": schema}
        for version in versions
    ]
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": f"{plural}.test.workloadhub.dev"},
        "spec": {
            "group": "test.workloadhub.dev",
            "names": {"plural": plural, "kind": kind, "singular": kind.lower()},
            "scope": "Namespaced",
            "versions": served,
        },
    }
