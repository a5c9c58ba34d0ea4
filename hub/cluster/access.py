"""What the server is, which claimed kinds it lacks, and what this user may do with the others.

Source: ``SelfSubjectRulesReview`` (authorization.k8s.io/v1, kubernetes.io): one request answers for a
whole namespace; ``incomplete`` says that an authorizer could not list its rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from hub.model import Kind

from .resource import PODS, Catalog, Resource
from .session import Session

NEEDED = ("list", "watch", "create", "patch", "delete")
"""What the hub does with a kind: it reads by the first two, and steers by the others."""
REVIEW = "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews"


class Denied(msgspec.Struct, frozen=True):
    """What may not be done with one kind."""

    kind: Kind
    plural: str
    verbs: tuple[str, ...]


class Access(msgspec.Struct, frozen=True):
    """What a server offers to this user, in one namespace."""

    version: str
    namespace: str
    missing: tuple[Kind, ...]
    denied: tuple[Denied, ...]
    incomplete: bool = False


class Rule(msgspec.Struct, frozen=True, rename="camel"):
    """One rule of the user's roles. One that names objects holds for those alone, so not for a kind."""

    verbs: tuple[str, ...] = ()
    api_groups: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    resource_names: tuple[str, ...] = ()


class _Status(msgspec.Struct, frozen=True, rename="camel"):
    resource_rules: tuple[Rule, ...] = ()
    incomplete: bool = False


class _Review(msgspec.Struct, frozen=True):
    status: _Status = _Status()


class _Version(msgspec.Struct, frozen=True, rename="camel"):
    git_version: str = ""


async def access(session: Session, catalog: Catalog, kinds: Iterable[Kind], namespace: str) -> Access:
    """Ask. Raises `HubError`."""
    version = msgspec.json.decode(await session.get("/version"), type=_Version)
    body = {"apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectRulesReview"}
    answer = await session.post(REVIEW, body | {"spec": {"namespace": namespace}})
    status = msgspec.json.decode(answer, type=_Review).status
    wanted = sorted(set(kinds) | {PODS.kind})
    served = [PODS if kind == PODS.kind else catalog[kind] for kind in wanted if kind in catalog]
    missing = tuple(kind for kind in wanted if kind not in catalog)
    denied = tuple(lacks for each in served if (lacks := denial(status.resource_rules, each)) is not None)
    return Access(version.git_version, namespace, missing, denied, status.incomplete)


def denial(rules: Sequence[Rule], resource: Resource) -> Denied | None:
    """What these rules do not allow with a kind; ``None`` when they allow all that the hub does."""
    verbs = tuple(verb for verb in NEEDED if not any(_allows(rule, verb, resource) for rule in rules))
    return Denied(resource.kind, resource.plural, verbs) if verbs else None


def _allows(rule: Rule, verb: str, resource: Resource) -> bool:
    asked = ((rule.verbs, verb), (rule.api_groups, resource.kind.group), (rule.resources, resource.plural))
    return not rule.resource_names and all("*" in allowed or word in allowed for allowed, word in asked)
