"""How the API server learns of the doors: one MutatingWebhookConfiguration, made and removed by the hub.

Sources: k8s.io/api 0.37, admissionregistration/v1/types.go; "Dynamic Admission Control", kubernetes.io.
Where the hub does not answer, everything goes in as it is (``failurePolicy: Ignore``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from hub.cluster.leases import called
from hub.cluster.resource import Catalog, Resource
from hub.model import Kind, Ref
from hub.model.pods import POD

from .stamping import STAMP

GROUP = "admissionregistration.k8s.io"
WEBHOOKS = Resource(Kind(GROUP, "MutatingWebhookConfiguration"), "v1", "mutatingwebhookconfigurations", False)
OWNER = "workload-hub-operate"
SYSTEM = ("kube-node-lease", "kube-public", "kube-system")
"""Namespaces whose pods must start whatever happens."""
GANG = "workloadhub.dev/gang"
"""Label of a namespace: ``off`` leaves its pods alone."""
PATIENCE = 3
"""Seconds that the API server waits for an answer."""

_OWNERS = "has(object.metadata.ownerReferences) && object.metadata.ownerReferences"
_WRITTEN = (
    f"(has({{0}}.metadata.annotations) && '{STAMP}' in {{0}}.metadata.annotations"
    f" ? {{0}}.metadata.annotations['{STAMP}'] : '')"
)
NO_DAEMON = f"!({_OWNERS}.exists(o, o.kind == 'DaemonSet'))"
NO_PART = f"request.resource.resource != 'pods' || !({_OWNERS}.exists(o, true))"
STAMP_CHANGED = (
    f"request.operation == 'CREATE' || {_WRITTEN.format('object')} != {_WRITTEN.format('oldObject')}"
)


class Way(NamedTuple):
    """Where the API server finds the doors: at an address, or through a Service."""

    url: str = ""
    service: tuple[str, str] | None = None
    """Its namespace and name."""
    port: int = 443

    def client(self, path: str, bundle: str) -> dict[str, Any]:
        """A `WebhookClientConfig`."""
        if self.service is None:
            return {"url": f"{self.url}{path}", "caBundle": bundle}
        namespace, name = self.service
        service = {"namespace": namespace, "name": name, "path": path, "port": self.port}
        return {"service": service, "caBundle": bundle}


def configuration(
    way: Way, bundle: str, roots: Iterable[Resource], namespaces: Sequence[str] = (), opt_in: bool = False
) -> dict[str, Any]:
    """The whole of it. ``opt_in``: pods are linked only in namespaces that say ``on``."""
    said = ("In", ["on"]) if opt_in else ("NotIn", ["off"])
    gang = {"key": GANG, "operator": said[0], "values": said[1]}
    pods = _webhook("pods", way.client("/pods", bundle), [_rule("", ["pods"], ["CREATE"])])
    every = _webhook("roots", way.client("/roots", bundle), _rules(roots))
    return {
        "apiVersion": f"{GROUP}/v1",
        "kind": WEBHOOKS.kind.name,
        "metadata": {"name": called(namespaces), "labels": {"app.kubernetes.io/managed-by": "workload-hub"}},
        "webhooks": [
            pods
            | {"namespaceSelector": {"matchExpressions": [_named(namespaces), gang]}}
            | _when({"no-daemon": NO_DAEMON}),
            every
            | {"namespaceSelector": {"matchExpressions": [_named(namespaces)]}}
            | _when({"no-part": NO_PART, "stamp-changed": STAMP_CHANGED}),
        ],
    }


def ref(name: str) -> Ref:
    """The configuration of this name."""
    return Ref(f"{GROUP}/v1", WEBHOOKS.kind.name, "", name)


def stamped_kinds(catalog: Catalog, kinds: Iterable[Kind]) -> list[Resource]:
    """What the cluster has of the kinds that make rows; pods do, too."""
    found = (catalog.get(kind) for kind in {*kinds, POD})
    return sorted((one for one in found if one is not None and one.namespaced), key=lambda one: one.kind)


def _webhook(name: str, client: Mapping[str, Any], rules: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "name": f"{name}.workloadhub.dev",
        "clientConfig": client,
        "rules": rules,
        "failurePolicy": "Ignore",
        "reinvocationPolicy": "IfNeeded",
        "sideEffects": "None",
        "timeoutSeconds": PATIENCE,
        "admissionReviewVersions": ["v1"],
    }


def _rules(roots: Iterable[Resource]) -> list[dict[str, Any]]:
    plurals: dict[str, list[str]] = {}
    for one in roots:
        plurals.setdefault(one.kind.group, []).append(one.plural)
    return [_rule(group, sorted(names), ["CREATE", "UPDATE"]) for group, names in sorted(plurals.items())]


def _rule(group: str, plurals: Sequence[str], operations: Sequence[str]) -> dict[str, Any]:
    return {
        "apiGroups": [group],
        "apiVersions": ["*"],
        "resources": list(plurals),
        "operations": list(operations),
        "scope": "Namespaced",
    }


def _named(namespaces: Sequence[str]) -> dict[str, Any]:
    label = "kubernetes.io/metadata.name"
    if namespaces:
        return {"key": label, "operator": "In", "values": list(namespaces)}
    return {"key": label, "operator": "NotIn", "values": list(SYSTEM)}


def _when(conditions: Mapping[str, str]) -> dict[str, Any]:
    """Asked by the API server itself, so that what does not concern the hub costs no call."""
    return {"matchConditions": [{"name": name, "expression": told} for name, told in conditions.items()]}
