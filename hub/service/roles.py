"""The ClusterRoles for a team's hub: who looks, who works, who minds it, and the server's own.

Made from what the installed adapters claim, so a new adapter's kinds are in them. Bind the first three
to people, per namespace or for the cluster; bind ``hub-server`` to the server's service account.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hub.registry import Registry

from .bulk import WORKLOAD

LOOK = ("get", "list", "watch")
WORK = ("create", "update", "patch", "delete", "deletecollection")
VERBS = ("stop", "run", "restart", "scale", "delete")
BUILT_IN = {
    "apps": ("daemonsets", "deployments", "replicasets", "statefulsets"),
    "batch": ("cronjobs", "jobs"),
}
"""Groups of Kubernetes itself, in which the hub names what it means; other groups are one framework's."""
Rule = dict[str, Any]


def roles(registry: Registry) -> list[dict[str, Any]]:
    """Four manifests."""
    look, work = _look(registry), _work(registry)
    mind = [
        _rule(("",), ("nodes",), LOOK),
        {"nonResourceURLs": ["/metrics"], "verbs": ["get"]},
    ]
    server = [
        _rule(("authentication.k8s.io",), ("tokenreviews",), ("create",)),
        _rule(("authorization.k8s.io",), ("subjectaccessreviews",), ("create",)),
        _rule(("apiextensions.k8s.io",), ("customresourcedefinitions",), LOOK),
        _rule(("",), ("services/proxy",), ("get", "create", "update", "delete")),
    ]
    return [
        _role("hub-viewer", look),
        _role("hub-user", [*look, *work]),
        _role("hub-admin", [*look, *work, *mind]),
        _role("hub-server", [*look, *server]),
    ]


def operator(registry: Registry) -> dict[str, Any]:
    """The ClusterRole of ``hub operate``: it reads all workloads, and writes none of them."""
    own = [
        _rule(("",), ("namespaces",), LOOK),
        _rule(("apiextensions.k8s.io",), ("customresourcedefinitions",), LOOK),
        _rule(("",), ("events",), ("create",)),
        _rule(("coordination.k8s.io",), ("leases",), ("get", "create", "patch")),
        _rule(
            ("admissionregistration.k8s.io",),
            (
                "mutatingwebhookconfigurations",
                "validatingadmissionpolicies",
                "validatingadmissionpolicybindings",
            ),
            ("get", "create", "patch", "delete"),
        ),
    ]
    told = [
        _rule((rule.group,), rule.resources, rule.verbs) for one in registry.backends for rule in one.rules
    ]
    return _role("hub-operator", [*_look(registry), *own, *told])


def _look(registry: Registry) -> list[Rule]:
    return [
        _rule(("",), ("pods", "pods/log", "events"), LOOK),
        *(_rule((group,), of, LOOK) for group, of in _claimed(registry)),
    ]


def _work(registry: Registry) -> list[Rule]:
    return [
        _rule(("",), ("pods", "configmaps"), WORK),
        _rule(("",), ("pods/exec", "pods/portforward"), ("get", "create")),
        *(_rule((group,), of, WORK) for group, of in _claimed(registry)),
        # a call to a framework's own server, which the hub makes for whoever has this verb
        _rule((WORKLOAD.group,), ("workloads",), VERBS),
    ]


def _claimed(registry: Registry) -> list[tuple[str, Sequence[str]]]:
    groups = sorted({kind.group for kind in registry.kinds if kind.group})
    named = {group: [*of, *(f"{each}/scale" for each in of)] for group, of in BUILT_IN.items()}
    return [(group, named.get(group, ("*",))) for group in groups]


def _role(name: str, rules: Sequence[Rule]) -> dict[str, Any]:
    return {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "ClusterRole",
        "metadata": {"name": name, "labels": {"app.kubernetes.io/part-of": "workload-hub"}},
        "rules": list(rules),
    }


def _rule(groups: Sequence[str], resources: Sequence[str], verbs: Sequence[str]) -> Rule:
    return {"apiGroups": list(groups), "resources": list(resources), "verbs": list(verbs)}
