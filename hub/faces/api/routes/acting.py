"""What changes the cluster: actions on workloads, and new ones. All with the caller's own rights."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from fastapi import APIRouter, Body, Request, Response
from pydantic import ValidationError

from hub.errors import HubError, Usage
from hub.service import bulk, copying, forming, receiving, submitting
from hub.service.acting import Submitted
from hub.service.bulk import Order
from hub.service.viewers import find

from .. import answers, bodies, shapes
from ..asked import DryRun, Key, Together
from ..problems import status
from ..serving import Here, Looking, Serving
from .one import ONE, yaml

router = APIRouter(tags=["actions"])
Verb = Literal["stop", "run", "restart", "scale", "delete"]


@router.post(f"{ONE}/actions/copy", responses=shapes.COPY, summary="A copy, to be changed and submitted")
async def copy(here: Here, viewer: Looking, key: Key) -> Response:
    """Nothing is made: the objects as YAML, the root first, and the command that made the original."""
    found = await find(viewer, here.feed, key)
    made = await copying.copied(viewer.hub, found.key)
    return answers.json({"key": found.key, "manifest": yaml(*made.objects), "command": made.command})


@router.post(
    f"{ONE}/actions/{{verb}}", responses=shapes.ACTED, summary="Stop, run, restart, scale or delete one"
)
async def act(
    here: Here,
    viewer: Looking,
    key: Key,
    verb: Verb,
    body: Annotated[bodies.Size | None, Body()] = None,
    dry_run: DryRun = False,
) -> Response:
    """In its framework's own way. `dryRun` tells what would be done. `scale` takes `{"replicas": n}`."""
    await find(viewer, here.feed, key)
    order = Order(verb, dry_run, body.replicas if body else None)
    (done,) = await _each(here, viewer, order, [key])
    if isinstance(done.error, HubError):
        raise done.error
    return answers.json(_plain(done))


@router.post("/actions/{verb}", responses=shapes.BULK, summary="The same with many")
async def act_on_many(
    here: Here, viewer: Looking, verb: Verb, body: bodies.Many, dry_run: DryRun = False
) -> Response:
    """By keys, or by a filter, which takes those that can. What came of each is told one by one."""
    order = Order(verb, dry_run, body.replicas)
    keys = await bulk.chosen(viewer, here.lists, verb, body.keys, body.filter)
    done = await _each(here, viewer, order, keys)
    failed = sum(one.error is not None for one in done)
    return answers.json({"items": [_plain(one) for one in done], "total": len(done), "failed": failed})


@router.post("/workloads", status_code=201, responses=shapes.SUBMITTED, summary="A new workload")
async def submit(
    request: Request, here: Here, viewer: Looking, dry_run: DryRun = False, together: Together = False
) -> Response:
    """A manifest as JSON or YAML, several documents at will; all are read before the first is created.

    Or a form that is filled in: `{"submission": "ray", "namespace": …, "fields": {…}}`, made whole or not
    at all.
    """
    text = await request.body()
    try:
        made = await _made(viewer, text, dry_run, together)
    except HubError as error:
        here.audit.note(viewer.name, "submit", "", dry_run, error=str(error))
        raise
    keys = [one.key for one in made if one.key]
    here.audit.note(viewer.name, "submit", " ".join(keys), dry_run, [one.text for one in made])
    found = answers.listed({"key": one.key or None, "text": one.text} for one in made)
    return answers.json(found, 200 if dry_run else 201)


async def _made(viewer: Looking, text: bytes, dry_run: bool, together: bool) -> list[Submitted]:
    if (form := _form(text)) is None:
        return await receiving.receive(viewer.hub, text, dry_run=dry_run, together=together)
    drawn = forming.draft(form.submission, form.fields, form.namespace)
    return await submitting.make(viewer.hub, drawn.objects, dry_run=dry_run)


def _form(text: bytes) -> bodies.Submission | None:
    """The body as a form; ``None`` where it is a manifest. Raises `Usage`."""
    try:
        body = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return None
    if not isinstance(body, dict) or "submission" not in body or "kind" in body:
        return None
    try:
        return bodies.Submission.model_validate(body)
    except ValidationError as error:
        first = error.errors()[0]
        raise Usage(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from None


async def _each(here: Serving, viewer: Looking, order: Order, keys: list[str]) -> list[bulk.Outcome]:
    done = await bulk.each(viewer, here.feed, order, keys)
    for one in done:
        error = str(one.error) if one.error else ""
        here.audit.note(viewer.name, order.verb, one.key, order.dry_run, one.done, error)
    return done


def _plain(done: bulk.Outcome) -> dict[str, Any]:
    if done.error is None:
        return {"key": done.key, "status": 200, "done": done.done}
    return {"key": done.key, "status": status(done.error), "done": [], "detail": str(done.error)}
