"""What the API server asks and what it is answered: `admission.k8s.io/v1` AdmissionReview.

Source: k8s.io/api 0.37, admission/v1/types.go.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from hub.model import Obj

Step = Mapping[str, Any]
"""One operation of a JSON patch (RFC 6902)."""


class User(msgspec.Struct, frozen=True):
    """Who asks for the change."""

    username: str = ""


class Request(msgspec.Struct, frozen=True, rename="camel"):
    """One change on its way into the cluster. The objects stay bytes until they are needed."""

    uid: str
    operation: str = ""
    namespace: str = ""
    user_info: User = User()
    object: msgspec.Raw = msgspec.Raw(b"null")
    old_object: msgspec.Raw = msgspec.Raw(b"null")

    @property
    def new(self) -> Obj:
        return Obj(msgspec.json.decode(self.object))

    @property
    def old(self) -> Obj:
        return Obj(msgspec.json.decode(self.old_object))


class _Review(msgspec.Struct, frozen=True):
    request: Request


class Answer(NamedTuple):
    """Let in with these changes; or, with a reason, not let in."""

    steps: Sequence[Step] = ()
    refused: str = ""
    warnings: Sequence[str] = ()


WELCOME = Answer()
_DECODER = msgspec.json.Decoder(_Review)


def read(body: bytes) -> Request:
    """Raises `msgspec.DecodeError` for what is no review."""
    return _DECODER.decode(body).request


def written(uid: str, answer: Answer) -> bytes:
    """The review with its answer."""
    told: dict[str, Any] = {"uid": uid, "allowed": not answer.refused}
    if answer.refused:
        told["status"] = {"code": 403, "reason": "Forbidden", "message": answer.refused}
    if answer.steps:
        patch = b64encode(msgspec.json.encode(answer.steps)).decode()
        told |= {"patchType": "JSONPatch", "patch": patch}
    if answer.warnings:
        told["warnings"] = answer.warnings
    head = {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview"}
    return msgspec.json.encode({**head, "response": told})
