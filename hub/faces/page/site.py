"""The page put on the server: one address, one component, and a policy of what it may load and run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from nicegui import app as pages
from nicegui import ui

from .policy import Policy

if TYPE_CHECKING:
    from hub.service.feed import Feed

TITLE = "Workload Hub"
BROWSER = Path(__file__).parent / "browser"
ICON = (
    '<svg viewBox="0 0 32 32" xmlns="http://www.w3.org/2000/svg">'
    '<rect width="32" height="32" rx="8" fill="#3457d5"/>'
    '<path d="M8 10h16M8 16h11M8 22h14" stroke="#fff" stroke-width="3" stroke-linecap="round"/></svg>'
)


class Workloads(ui.element, component="browser/workloads.js", esm={"hub-page": "browser"}):
    """Everything that is seen. It asks the API, with the cookie of whoever looks."""

    def __init__(self, feed: Feed, who: str) -> None:
        super().__init__()
        self._props["where"] = feed.hub.where
        self._props["who"] = who
        recorded = feed.hub.session is None
        self._props["clock"] = feed.hub.now.timestamp() * 1000 if recorded else 0


def install(app: Any, here: Any, doors: Any) -> None:
    """For `hub.faces.api.served.serve`."""
    style = (BROWSER / "style.css").read_text()

    @ui.page("/", title=TITLE, favicon=ICON)
    def table() -> None:
        request: Any = ui.context.client.request
        ui.add_css(style)
        ui.query(".nicegui-content").classes("hub-root")
        Workloads(here.feed, request.scope["viewer"].name)

    pages.add_middleware(Policy)
    ui.run_with(
        app,
        title=TITLE,
        favicon=ICON,
        language="en-US",
        dark=False,  # the page has its own two sets of colours
        tailwind=False,
        gzip_middleware_factory=None,  # the API's is around it
        show_welcome_message=False,
    )
