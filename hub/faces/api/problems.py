"""What went wrong, as RFC 9457 problem details: the same sentence that the command line prints."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from hub.cluster.failures import Answer
from hub.errors import HubError, NoCluster, NotAllowed, NotFound, Refused, Usage

MEDIA = "application/problem+json"
STATUS: tuple[tuple[type[HubError], int], ...] = (
    (NotFound, 404),
    (NotAllowed, 403),
    (NoCluster, 503),
    (Usage, 400),
    (Refused, 409),
    (HubError, 502),
)
"""The first class that fits. What is no `HubError` is a fault of ours: 500."""


class TooLarge(Usage):
    """More was sent than anybody needs."""


class Unknown(NotAllowed):
    """Nobody knows who asks."""


def status(error: HubError) -> int:
    """HTTP's code for an error. What the API server refused with a code below 500 keeps that code."""
    if isinstance(error, TooLarge):
        return 413
    if isinstance(error, Unknown):
        return 401
    if isinstance(error, Answer) and 400 <= error.code < 500:
        return error.code
    return next(code for kind, code in STATUS if isinstance(error, kind))


def details(code: int, detail: str, instance: str = "", **more: Any) -> dict[str, Any]:
    """The members of a problem; ``about:blank`` says that the status tells the type (RFC 9457, 4.2.1)."""
    told = {"type": "about:blank", "title": HTTPStatus(code).phrase, "status": code, "detail": detail}
    return told | ({"instance": instance} if instance else {}) | more


def problem(code: int, detail: str, instance: str = "", **more: Any) -> JSONResponse:
    """As a response."""
    headers = {"WWW-Authenticate": "Bearer"} if code == 401 else None
    return JSONResponse(details(code, detail, instance, **more), code, headers, MEDIA)


def install(app: FastAPI) -> None:
    """Every error leaves as a problem."""
    app.add_exception_handler(HubError, _ours)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _fault)


async def _ours(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HubError)
    return problem(status(error), str(error), request.url.path, exitCode=error.exit_code)


async def _invalid(request: Request, error: Exception) -> JSONResponse:
    """A parameter or body that FastAPI refused: each place and what is wrong there."""
    assert isinstance(error, RequestValidationError)
    wrong = [
        f"{'.'.join(map(str, each['loc'][1:])) or each['loc'][0]}: {each['msg']}" for each in error.errors()
    ]
    return problem(422, "; ".join(wrong), request.url.path)


async def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    return problem(error.status_code, str(error.detail), request.url.path)


async def _fault(request: Request, error: Exception) -> JSONResponse:
    """The traceback is in the server's log, and nowhere else."""
    return problem(
        500, f"the hub failed at this ({type(error).__name__}); its log says where", request.url.path
    )
