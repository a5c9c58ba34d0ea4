"""The shapes of answers for the OpenAPI document, taken from the records themselves, with real examples."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import msgspec
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from hub.cluster.events import Event
from hub.core.explaining import Explanation
from hub.history.records import Told
from hub.model import Workload
from hub.service.curves import Curve
from hub.service.forming import Form
from hub.service.summing import Summary

from .examples import examples

REF = "#/components/schemas/{name}"
PROBLEM = {
    "title": "Problem",
    "description": "RFC 9457 problem details. `detail` is one sentence: what happened; what to do.",
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "exitCode": {"type": "integer", "description": "What `hub` would have ended with."},
    },
}
RECORDS = (Workload, Event, Explanation, Summary, Told, Form, Curve)
Responses = dict[int | str, dict[str, Any]]


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": REF.format(name=name)}


def _list(item: Mapping[str, Any]) -> dict[str, Any]:
    following = {
        "anyOf": [{"type": "string"}, {"type": "null"}],
        "description": "The cursor of the next page.",
    }
    members = {"items": {"type": "array", "items": item}, "next": following, "total": {"type": "integer"}}
    return {"type": "object", "required": ["items", "next", "total"], "properties": members}


def _json(text: str, schema: Mapping[str, Any], code: int = 200) -> Responses:
    return {code: {"description": text, "content": {"application/json": {"schema": schema}}}}


def _text(text: str, *media: str) -> Responses:
    return {200: {"description": text, "content": {each: {"schema": {"type": "string"}} for each in media}}}


def _problems(*codes: int) -> Responses:
    told = {400: "The question is wrong.", 404: "No such workload, or none that you may see."}
    told |= {
        401: "Nobody knows who asks.",
        403: "The cluster says that you may not.",
        409: "It cannot be done now.",
    }
    told |= {413: "The body is too large.", 422: "A parameter is wrong, or the cluster refuses the object."}
    told |= {502: "The cluster failed.", 503: "The cluster does not answer."}
    content = {"application/problem+json": {"schema": _ref("Problem")}}
    return {code: {"description": told[code], "content": content} for code in (401, *codes, 503)}


_WORKLOAD = _ref("Workload")
_ROW = {"anyOf": [_WORKLOAD, {"type": "object", "description": "The columns that were named."}]}
_DONE = {
    "type": "object",
    "properties": {
        "key": {"type": "string"},
        "status": {"type": "integer"},
        "done": {"type": "array", "items": {"type": "string"}},
        "detail": {"type": "string"},
    },
}
LIST = _json("A page.", _list(_ROW)) | _problems(400, 422)
LIST[200]["content"]["text/csv"] = {"schema": {"type": "string"}}
LIST[200]["headers"] = {
    "ETag": {"schema": {"type": "string"}},
    "Stream-Position": {"schema": {"type": "string"}, "description": "Where `/stream?from=` goes on."},
}
LIST |= {304: {"description": "What `If-None-Match` names is still so."}}
CSV = _text("All rows.", "text/csv") | _problems(400, 422)
SUMMARY = _json("Sums.", _ref("Summary")) | _problems(400, 422)
ONE = _json("The workload.", _WORKLOAD) | _problems(400, 404)
NO_SUCH = _problems(400, 403, 404)
EVENTS = _json("The events.", _list(_ref("Event"))) | _problems(400, 403, 404, 422, 502)
HISTORY = _json("Its story.", _list(_ref("Told"))) | _problems(400, 404, 502)
METRICS = _json("Points, oldest first.", _ref("Curve")) | _problems(400, 403, 404, 422, 502)
METRICS[200]["content"]["text/csv"] = {"schema": {"type": "string"}}
CSV_OF_ONE = _text("The points.", "text/csv") | _problems(400, 403, 404, 422, 502)
EXPLAIN = _json("Why.", _ref("Explanation")) | _problems(400, 403, 404, 502)
MANIFEST = _text("The object.", "application/yaml", "application/json") | _problems(400, 403, 404, 502)
LOGS = _text("The lines.", "text/plain", "text/event-stream") | _problems(400, 403, 404, 422, 502)
STREAM = _text("The events.", "text/event-stream") | _problems(400, 422)
ACTED = _json("What was done.", _DONE) | _problems(400, 403, 404, 409, 413, 422, 502)
BULK = _json("What came of each.", _list(_DONE)) | _problems(400, 403, 404, 413, 422)
_MADE = {"type": "object", "properties": {"key": {"type": ["string", "null"]}, "text": {"type": "string"}}}
SUBMITTED = _json("What was created.", _list(_MADE), 201) | _json("What would be created.", _list(_MADE))
SUBMITTED |= _problems(400, 403, 404, 409, 413, 422, 502)
FORMS = _json("The forms.", _list(_ref("Form"))) | _problems()
_TEXTS = {name: {"type": "string"} for name in ("name", "key", "manifest", "command")}
DRAFT = _json("What it would make.", {"type": "object", "properties": _TEXTS}) | _problems(400, 404, 413, 422)
COPY = _json("The copy.", {"type": "object", "properties": _TEXTS}) | _problems(400, 403, 404, 409, 502)
MANIFEST_BODY = {
    "required": True,
    "content": {
        media: {"schema": {"type": "object" if "json" in media else "string"}}
        for media in ("application/json", "application/yaml")
    },
}


def install(app: FastAPI) -> None:
    """The document is made when somebody asks for it, once."""

    @cache
    def document() -> dict[str, Any]:
        found = get_openapi(
            title=app.title, version=app.version, description=app.description, routes=app.routes
        )
        _, schemas = msgspec.json.schema_components(RECORDS, ref_template=REF)
        schemas["Workload"]["examples"] = examples()
        found.setdefault("components", {}).setdefault("schemas", {}).update(schemas | {"Problem": PROBLEM})
        schemes = {"token": {"type": "http", "scheme": "bearer"}}
        found["components"]["securitySchemes"] = schemes
        found["security"] = [{"token": []}]
        found["paths"]["/api/v1/workloads"]["post"]["requestBody"] = MANIFEST_BODY
        return found

    app.openapi = document  # type: ignore[method-assign]
