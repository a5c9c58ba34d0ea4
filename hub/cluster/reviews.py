"""Who somebody is and what they may do, as the API server says: `TokenReview` and `SubjectAccessReview`.

Source: "TokenReview" (authentication.k8s.io/v1) and "SubjectAccessReview" (authorization.k8s.io/v1),
kubernetes.io. Whoever asks needs `create` on both, which the ClusterRole ``system:auth-delegator`` gives.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec

from .session import Session

TOKENS = "/apis/authentication.k8s.io/v1/tokenreviews"
ACCESS = "/apis/authorization.k8s.io/v1/subjectaccessreviews"


class Person(msgspec.Struct, frozen=True):
    """A user as the API server knows them."""

    username: str = ""
    uid: str = ""
    groups: tuple[str, ...] = ()
    extra: Mapping[str, tuple[str, ...]] = {}


class Act(NamedTuple):
    """What somebody wants to do with a resource. ``namespace`` empty means in all."""

    verb: str
    group: str
    resource: str
    namespace: str = ""
    subresource: str = ""
    name: str = ""


class _Told(msgspec.Struct, frozen=True):
    authenticated: bool = False
    user: Person = Person()
    allowed: bool = False


class _Review(msgspec.Struct, frozen=True):
    status: _Told = _Told()


async def person(session: Session, token: str) -> Person | None:
    """Whose token this is; ``None`` when it is nobody's. Raises `HubError`."""
    kind = {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenReview"}
    told = _status(await session.post(TOKENS, kind | {"spec": {"token": token}}))
    return told.user if told.authenticated else None


async def allowed(session: Session, who: Person, what: Act | str) -> bool:
    """Whether they may do it; a text is a path of the server itself, to be got. Raises `HubError`."""
    if isinstance(what, str):
        asked: dict[str, Any] = {"nonResourceAttributes": {"path": what, "verb": "get"}}
    else:
        asked = {"resourceAttributes": {name: value for name, value in what._asdict().items() if value}}
    extra = {name: list(values) for name, values in who.extra.items()}
    spec = asked | {"user": who.username, "uid": who.uid, "groups": list(who.groups), "extra": extra}
    kind = {"apiVersion": "authorization.k8s.io/v1", "kind": "SubjectAccessReview"}
    return _status(await session.post(ACCESS, kind | {"spec": spec})).allowed


def _status(body: bytes) -> _Told:
    return msgspec.json.decode(body, type=_Review).status
