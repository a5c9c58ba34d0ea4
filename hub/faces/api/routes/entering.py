"""Coming in and going out with a browser: a token is typed once, and stands for a cookie from then on."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from html import escape
from urllib.parse import parse_qs

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from ..doors import Doors

router = APIRouter(include_in_schema=False)
STYLE = """
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { display: grid; place-items: center; min-height: 90vh; margin: 0; }
form { width: min(440px, 90vw); display: grid; gap: 12px; }
h1 { font-size: 22px; margin: 0; } p { margin: 0; } .wrong { color: #c0281f; }
input, button { font: inherit; padding: 9px 12px; border-radius: 8px; border: 1px solid #8a94a3; }
button { background: #3457d5; color: #fff; border-color: #3457d5; cursor: pointer; }
@media (prefers-color-scheme: dark) { .wrong { color: #ff8a80; } }
"""
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Workload Hub: who are you?</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>{style}</style>
<main><form method="post" action="/login"><h1>Workload Hub</h1>
<p>Who are you? Give a token that the cluster knows, or the one in the address that <code>hub serve</code>
printed.</p>{wrong}<label for="token">Token</label>
<input id="token" name="token" type="password" autocomplete="off" required autofocus>
<button>Come in</button></form></main></html>"""
POLICY = (
    f"default-src 'none'; style-src 'sha256-{b64encode(sha256(STYLE.encode()).digest()).decode()}'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@router.get("/login")
async def login() -> Response:
    return _page()


@router.post("/login")
async def entered(request: Request) -> Response:
    """A cookie for a token that is known. The gate has seen to it that the form is ours."""
    doors: Doors = request.scope["doors"]
    typed = parse_qs((await request.body()).decode("utf-8", "replace"))
    token = typed.get("token", [""])[0].strip()
    if not token or await doors.known(token) is None:
        return _page("Nobody is known by this token; is it whole, and still valid?", 401)
    return RedirectResponse("/", 303, {"Set-Cookie": doors.cookie(token), "Cache-Control": "no-store"})


@router.post("/logout")
async def left(request: Request) -> Response:
    doors: Doors = request.scope["doors"]
    return RedirectResponse("/login", 303, {"Set-Cookie": doors.forget(request.headers)})


def _page(wrong: str = "", status: int = 200) -> Response:
    told = f'<p class="wrong" role="alert">{escape(wrong)}</p>' if wrong else ""
    headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-store"}
    return HTMLResponse(PAGE.format(style=STYLE, wrong=told), status, headers)
