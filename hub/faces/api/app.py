"""The application: routes, errors, compression, and the gate around all of it."""

from __future__ import annotations

from collections.abc import Collection

from fastapi import FastAPI
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware

from hub import __version__

from . import problems, shapes
from .doors import Doors
from .gate import Gate
from .routes import about, acting, entering, forms, lists, logs, metrics, one, stream
from .serving import Serving

SMALLEST = 1400
"""Bytes below which compression gains nothing: they fit one packet."""
ABOUT = "Every job on a cluster as one row, whatever framework made its pods."


def application(here: Serving, doors: Doors, names: Collection[str]) -> FastAPI:
    """The API, closed to whoever the doors do not know."""
    app = FastAPI(
        title="Workload Hub",
        version=__version__,
        description=ABOUT,
        openapi_url="/api/v1/openapi.json",
        docs_url=None,  # its page loads scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.serving = here
    for routes in (lists, logs, metrics, one, acting, forms, stream, about):
        app.include_router(routes.router, prefix="/api/v1")
    app.include_router(about.plain)
    app.include_router(entering.router)
    problems.install(app)
    shapes.install(app)
    # text/plain is logs: a line that is followed must not wait in a compressor
    excluded = (*DEFAULT_EXCLUDED_CONTENT_TYPES, "text/plain")
    app.add_middleware(GZipMiddleware, minimum_size=SMALLEST, compresslevel=1, exclude_content_types=excluded)
    app.add_middleware(Gate, doors=doors, measures=here.measures, names=names)
    return app
