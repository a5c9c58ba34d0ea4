"""The stamp cannot be forged while nobody answers: the API server itself refuses what is not its writer's.

A ValidatingAdmissionPolicy says in CEL what `stamping` says in Python, less what only the board knows. It
costs no call, and stays when the hub crashes; what was ended in order takes it along. Source:
k8s.io/api 0.37, admissionregistration/v1/types.go (served since Kubernetes 1.30).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hub.cluster.resource import Resource
from hub.model import Kind, Ref

from .stamping import ACCOUNT, STAMP, SYSTEM

GROUP = "admissionregistration.k8s.io"
POLICIES = Resource(Kind(GROUP, "ValidatingAdmissionPolicy"), "v1", "validatingadmissionpolicies", False)
BINDINGS = Resource(
    Kind(GROUP, "ValidatingAdmissionPolicyBinding"), "v1", "validatingadmissionpolicybindings", False
)

_SAID = f"{{0}}.metadata.?annotations[?'{STAMP}'].orValue('')"
VARIABLES = {
    "said": _SAID.format("object"),
    "before": f"request.operation == 'UPDATE' ? {_SAID.format('oldObject')} : ''",
    "controller": (
        "has(object.metadata.ownerReferences) && object.metadata.ownerReferences.size() > 0"
        f" && request.userInfo.username.startsWith('{SYSTEM}')"
        f" && !request.userInfo.username.startsWith('{ACCOUNT}' + request.namespace + ':')"
    ),
}
TRUE = (
    "variables.controller || variables.said == variables.before"
    " || (request.operation == 'CREATE' && variables.said == request.userInfo.username)"
)
WHY = (
    f"'{STAMP} says \"' + variables.said + '\", and you are \"' + request.userInfo.username"
    " + '\"; leave it as it is: the hub sets it'"
)


def refs(name: str) -> list[Ref]:
    """In the order in which they are taken back."""
    return [Ref(f"{GROUP}/v1", one.kind.name, "", name) for one in (BINDINGS, POLICIES)]


def policy(
    name: str, rules: Sequence[Mapping[str, Any]], selector: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """The policy, and what puts it into force, for the roots that the webhook is asked about."""
    head = {"apiVersion": f"{GROUP}/v1"}
    meta = {"name": name, "labels": {"app.kubernetes.io/managed-by": "workload-hub"}}
    spec = {
        "failurePolicy": "Fail",
        "matchConstraints": {"resourceRules": list(rules), "namespaceSelector": selector},
        "variables": [{"name": name, "expression": told} for name, told in VARIABLES.items()],
        "validations": [{"expression": TRUE, "messageExpression": WHY, "reason": "Forbidden"}],
    }
    return [
        {**head, "kind": POLICIES.kind.name, "metadata": meta, "spec": spec},
        {
            **head,
            "kind": BINDINGS.kind.name,
            "metadata": meta,
            "spec": {"policyName": name, "validationActions": ["Deny"]},
        },
    ]
