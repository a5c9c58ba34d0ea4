"""The only writer. What adapters want done is done here, and only to the object that was meant.

Every write names the uid it was meant for and, where it changes something, the
version it was made from (`meta/v1` Preconditions; optimistic concurrency in
"API Concepts", kubernetes.io). So an object of the same name that came later
is never touched.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from random import uniform
from typing import Any, NamedTuple

import msgspec

from hub.errors import HubError, Refused, Usage
from hub.model import Apply, Call, Connection, Create, Delete, Intent, Patch, Ref
from hub.plugin import Server, Source

from .failures import Absent, Answer
from .objects import Place, read
from .session import Session

MANAGER = "workload-hub"
"""The field manager that `kubectl get --show-managed-fields` shows."""
TRIES = 12
"""An object may change between our reading and our writing it; that often in a row is no accident."""
PAUSE = 0.05
"""Seconds, at most, before the second try; each next one may wait that much longer."""


class Done(NamedTuple):
    """One intent carried out: a line for the user, and the object as it is now (``None``: there is none)."""

    text: str
    object: Mapping[str, Any] | None = None


class Effects:
    """Carries out intents about one workload.

    ``root`` is what an intent without a target is about; ``connections`` are what
    a `Call` may name. With ``dry_run`` the API server checks everything and
    changes nothing. ``asked`` are the frameworks' own servers, which a `Call` may reach as well.
    """

    def __init__(
        self,
        session: Session,
        place: Place,
        root: Ref | None = None,
        connections: Sequence[Connection] = (),
        dry_run: bool = False,
        asked: Sequence[tuple[Source, Server]] = (),
    ) -> None:
        self._session, self._place, self._root, self._dry = session, place, root, dry_run
        self._connections = {connection.name: connection for connection in connections}
        self._asked = {source.name: (source, server) for source, server in asked}
        self._options = {"fieldManager": MANAGER} | ({"dryRun": "All"} if dry_run else {})

    async def perform(self, intents: Iterable[Intent]) -> list[Done]:
        """All, in order. Raises `HubError` at the first that fails, and says what was done before it."""
        done: list[Done] = []
        for intent in intents:
            try:
                done.append(await self._one(intent))
            except HubError as error:
                if done and not self._dry:
                    error.args = (f"{error} (done before that: {'; '.join(each.text for each in done)})",)
                raise
        return done

    async def _one(self, intent: Intent) -> Done:
        match intent:
            case Create():
                return await self._create(intent.manifest)
            case Patch():
                return await self._patch(intent)
            case Apply():
                return await self._apply(intent)
            case Delete():
                return await self._delete(intent)
            case Call():
                return await self._call(intent)

    async def _create(self, manifest: Mapping[str, Any]) -> Done:
        ref = named(manifest, self._root.namespace if self._root else self._session.namespace)
        path = self._place(ref).path(ref.namespace)
        try:
            body = await self._session.post(path, manifest, self._options | {"fieldValidation": "Strict"})
        except Answer as error:
            if error.reason == "AlreadyExists":
                raise _as(error, f"{ref} exists already in {ref.namespace}; choose another name") from None
            raise
        made = msgspec.json.decode(body)
        return self._done("created", ref._replace(name=made["metadata"]["name"]), made)

    async def _apply(self, intent: Apply) -> Done:
        ref = named(intent.manifest, self._root.namespace if self._root else self._session.namespace)
        path = self._place(ref).path(ref.namespace, ref.name)
        options = self._options | {"fieldManager": intent.owner, "force": str(intent.force).lower()}
        strict = options | {"fieldValidation": "Strict"}
        body = await self._session.patch(path, intent.manifest, strict, "apply-patch")
        return self._done("applied", ref, msgspec.json.decode(body))

    async def _patch(self, intent: Patch) -> Done:
        ref = self._target(intent.target)
        path = self._place(ref).path(ref.namespace, ref.name, intent.subresource)
        if intent.version:
            guard = {"uid": ref.uid, "resourceVersion": intent.version}
            body = await self._session.patch(path, _with(intent.body, guard), self._options)
            return self._done("changed", ref, msgspec.json.decode(body))
        for attempt in range(1, TRIES + 1):
            found = await read(self._session, self._place, ref)
            try:
                body = await self._session.patch(path, _guarded(intent.body, found), self._options)
            except Answer as error:
                if error.code == 409 and attempt < TRIES:  # it changed, or is another by now: read() tells
                    await asyncio.sleep(uniform(0, PAUSE * attempt))
                    continue
                raise
            return self._done("changed", ref, msgspec.json.decode(body))
        raise AssertionError("the last try returns or raises")

    async def _delete(self, intent: Delete) -> Done:
        ref = self._target(intent.target)
        options: dict[str, Any] = {"propagationPolicy": intent.propagation}
        if self._dry:
            options["dryRun"] = ["All"]
        try:
            uid = ref.uid or (await read(self._session, self._place, ref))["metadata"]["uid"]
            path = self._place(ref).path(ref.namespace, ref.name)
            await self._session.delete(path, options | {"preconditions": {"uid": uid}})
        except Absent:
            return Done(f"{ref} was gone already")
        except Answer as error:
            if error.code == 409:
                raise _as(
                    error, f"{ref} is another object by now, which was left alone; look again"
                ) from None
            raise
        return self._done("deleted", ref, None)

    async def _call(self, intent: Call) -> Done:
        connection = self._connections.get(intent.connection)
        if intent.connection in self._asked and (connection is None or not connection.service):
            return await self._call_server(intent)
        if connection is None or not connection.service or self._root is None:
            raise Refused(f"this workload has no service behind {intent.connection!r} to call")
        what = f"{intent.method} {intent.path} at {connection.service}:{connection.port}"
        if self._dry:
            return Done(f"would call {what}")
        scheme = "https:" if connection.port in (443, 8443) else ""
        services = f"/api/v1/namespaces/{self._root.namespace}/services"
        service = f"{services}/{scheme}{connection.service}:{connection.port}"
        body = await self._session.request(
            intent.method, f"{service}/proxy/{intent.path.lstrip('/')}", intent.body
        )
        return Done(f"called {what}", _mapping(body))

    async def _call_server(self, intent: Call) -> Done:
        source, server = self._asked[intent.connection]
        if source.call is None:
            raise Refused(
                f"the server of {source.name} is only asked; steer it with the framework's own tools"
            )
        what = f"{intent.method} {intent.path} at {server.address}"
        if self._dry:
            return Done(f"would call {what}")
        await source.call(server, intent.method, intent.path, intent.body)
        return Done(f"called {what}")

    def _target(self, target: Ref | None) -> Ref:
        ref = target or self._root
        if ref is None:
            raise Refused("this workload has no object of its own to act on")
        return ref

    def _done(self, verb: str, ref: Ref, made: Mapping[str, Any] | None) -> Done:
        return Done(f"{'would have ' if self._dry else ''}{verb} {ref}", made)


def plan(intents: Iterable[Intent], root: Ref | None = None) -> list[str]:
    """What would be done, a line each."""
    return [_planned(intent, root) for intent in intents]


def named(manifest: Mapping[str, Any], namespace: str = "") -> Ref:
    """What a manifest is called; in ``namespace`` where it does not say. Raises `Usage` without a name."""
    meta = manifest.get("metadata")
    meta = meta if isinstance(meta, Mapping) else {}
    name = meta.get("name") or meta.get("generateName")
    if not name or not manifest.get("kind") or not manifest.get("apiVersion"):
        raise Usage("the manifest lacks apiVersion, kind or metadata.name; add it")
    return Ref(
        str(manifest["apiVersion"]), str(manifest["kind"]), str(meta.get("namespace") or namespace), str(name)
    )


def _planned(intent: Intent, root: Ref | None) -> str:
    match intent:
        case Create():
            ref = named(intent.manifest, root.namespace if root else "")
            return f"create {ref}" + (f" in {ref.namespace}" if ref.namespace else "")
        case Patch():
            part = f" ({intent.subresource})" if intent.subresource else ""
            body = msgspec.json.encode(intent.body).decode()
            return f"patch {intent.target or root}{part} with {body}"
        case Apply():
            ref = named(intent.manifest, root.namespace if root else "")
            return f"apply {ref}" + (f" in {ref.namespace}" if ref.namespace else "")
        case Delete():
            return f"delete {intent.target or root} ({intent.propagation.lower()} propagation)"
        case Call():
            return f"call {intent.method} {intent.path} through {intent.connection}"


def _guarded(body: Mapping[str, Any], found: Mapping[str, Any]) -> dict[str, Any]:
    """The patch, valid for this object at this version alone."""
    meta = found["metadata"]
    return _with(body, {"uid": meta["uid"], "resourceVersion": meta["resourceVersion"]})


def _with(body: Mapping[str, Any], guard: Mapping[str, str]) -> dict[str, Any]:
    return {**body, "metadata": {**(body.get("metadata") or {}), **guard}}


def _as(error: Answer, text: str) -> Answer:
    """The same refusal in clearer words."""
    clearer = type(error)(text)
    clearer.code, clearer.reason = error.code, error.reason
    return clearer


def _mapping(body: bytes) -> Mapping[str, Any] | None:
    try:
        found = msgspec.json.decode(body)
    except msgspec.DecodeError:
        return None
    return found if isinstance(found, Mapping) else None
