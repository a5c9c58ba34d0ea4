"""New workloads by a form: what can be said, and what it would make."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from hub.service import forming

from .. import answers, bodies, shapes
from ..serving import Here, Looking
from .one import yaml

router = APIRouter(tags=["actions"])


@router.get("/forms", responses=shapes.FORMS, summary="The forms by which work is submitted")
async def forms(request: Request) -> Response:
    """Each field with its help, default and limits, in the order and sections in which it is drawn."""
    return answers.tagged(request, answers.encoded(answers.listed(forming.forms())))


@router.post("/forms/{form}", responses=shapes.DRAFT, summary="What a form would make")
async def draft(here: Here, viewer: Looking, form: str, body: bodies.Filling) -> Response:
    """Its objects as YAML, and the command line that makes the same. Nothing is made, no cluster is asked."""
    made = forming.draft(form, body.fields, body.namespace)
    return answers.json(drafted(made))


def drafted(made: forming.Draft) -> dict[str, Any]:
    return {"name": made.name, "key": made.key, "manifest": yaml(*made.objects), "command": made.command}
