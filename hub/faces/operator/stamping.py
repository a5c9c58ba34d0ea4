"""Who submitted it: the annotation that every root gets on its way in, and that nobody writes by hand.

A person, or a program that submits in its own name, is stamped with the name that the API server knows it
by. What a controller makes for an owner is its owner's: a run has the stamp of its series. A controller is
whoever is the system's own and does not live in the namespace that it writes to: a program of the namespace
itself could name any owner there, and so is stamped like a person.
"""

from __future__ import annotations

from collections.abc import Callable

from hub.model import Obj

from .reviews import WELCOME, Answer, Request, Step

STAMP = "workloadhub.dev/submitted-by"
SYSTEM, ACCOUNT = "system:", "system:serviceaccount:"

Inherited = Callable[[str], str]
"""The uid of an owner → the stamp that is, or should be, on it; nothing where it is not known."""


def stamped(request: Request, inherited: Inherited) -> Answer:
    """What becomes of a root that is being made or changed."""
    new, user = request.new, request.user_info.username
    said = new.annotation(STAMP)
    owner = _owner(new)
    if owner and _controller(user, request.namespace):
        old = request.old.annotation(STAMP) if request.operation == "UPDATE" else ""
        return Answer(_steps(new, old or inherited(owner)))
    if request.operation == "UPDATE":
        return _kept(new, request.old.annotation(STAMP))
    if said and said != user:
        return Answer(refused=f"{STAMP} says {said!r}, and you are {user!r}; leave it out: the hub sets it")
    return Answer(_steps(new, user))


def _kept(new: Obj, before: str) -> Answer:
    """The stamp stays as it was; who leaves it out, as `kubectl replace` does, gets it back."""
    said = new.annotation(STAMP)
    if said == before:
        return WELCOME
    if said:
        was = f"it stays {before!r}" if before else "it is set when an object is made, and only then"
        return Answer(refused=f"{STAMP} cannot be changed to {said!r}: {was}; leave it out")
    return Answer(_steps(new, before))


def _owner(new: Obj) -> str:
    """The uid of the owner that counts: the controller, or the only one."""
    owners = list(new.each("metadata.ownerReferences"))
    first = next((one for one in owners if one.flag("controller")), owners[0] if len(owners) == 1 else Obj())
    return first.text("uid")


def _controller(user: str, namespace: str) -> bool:
    return user.startswith(SYSTEM) and not user.startswith(f"{ACCOUNT}{namespace}:")


def _steps(new: Obj, value: str) -> list[Step]:
    """The annotation with this value; without, none. Nothing where it is so already."""
    path = f"/metadata/annotations/{STAMP.replace('/', '~1')}"
    there = new.get("metadata.annotations")
    said = new.annotation(STAMP)
    if said == value:
        return []
    if not value:
        return [{"op": "remove", "path": path}]
    if not isinstance(there, dict):
        return [{"op": "add", "path": "/metadata/annotations", "value": {STAMP: value}}]
    return [{"op": "add", "path": path, "value": value}]
