"""What `hub doctor` says of notifiers, and the test that it sends them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import uuid4

from hub.errors import HubError
from hub.faces.cli.examining import Finding
from hub.model import Gang, Phase, Workload
from hub.model.resources import NOTHING
from hub.plugin import Notice
from hub.service.telling import applying
from hub.settings import Settings

TEST = "a test by `hub doctor`: nothing happened to any workload"


def addresses(settings: Settings) -> Iterator[Finding]:
    """Those whose address is set."""
    for line in applying(settings):
        what = f"{line.notifier.name} is told of changes while `hub serve` runs"
        yield Finding("notify", "ok", f"{what}; `hub doctor --test-notifiers` sends a test")


async def tested(settings: Settings) -> list[Finding]:
    """How telling each of them went."""
    lines = list(applying(settings))
    if not lines:
        fix = "set HUB_WEBHOOK_URL, HUB_SLACK_URL or HUB_TEAMS_URL"
        return [Finding("notify", "note", "no notifier has an address", fix)]
    found = []
    for line in lines:
        try:
            await line.notifier.tell(line.server, notice())
            found.append(Finding("notify", "ok", f"{line.notifier.name} took a test"))
        except HubError as error:
            what, _, fix = str(error).partition("; ")
            found.append(Finding("notify", "wrong", what, fix))
    return found


def notice() -> Notice:
    """A step that says of itself that it is none."""
    return Notice(
        id=f"test-{uuid4().hex}",
        at=datetime.now(UTC),
        cluster="",
        before=None,
        phase=Phase.CREATING,
        reason="Test",
        message=TEST,
        workload=_workload(),
    )


def _workload() -> Workload:
    nobody = ("root", "anchor", "since", "created", "started", "ended", "submitted_by", "queue")
    unknown = ("priority_class", "preemptible", "usage", "parent")
    empty = ("evidence", "pod_sets", "pods", "connections", "children")
    words = {"reason": "Test", "message": TEST, "native": "", "uid": "", "type": "test", "framework": "test"}
    rest = {"key": "test/default/test", "category": "train", "phase": Phase.CREATING, "attempt": 1}
    facts = dict.fromkeys((*nobody, *unknown)) | dict.fromkeys(empty, ()) | words | rest
    return Workload(gang=Gang(), requests=NOTHING, actions={}, **facts)  # type: ignore[arg-type]
