"""What is said of one step: for a machine, or as one line for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hub.plugin import Notice


def plain(notice: Notice) -> Mapping[str, Any]:
    """Everything, in the words of the API."""
    return {
        "id": notice.id,
        "at": notice.at,
        "cluster": notice.cluster,
        "key": notice.workload.key,
        "before": notice.before,
        "phase": notice.phase,
        "reason": notice.reason,
        "message": notice.message,
        "workload": notice.workload,
    }


def slack(notice: Notice) -> Mapping[str, Any]:
    """An incoming webhook's message ("Formatting text for app surfaces", docs.slack.dev: three escapes)."""
    text = line(notice)
    for sign, escaped in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        text = text.replace(sign, escaped)
    return {"text": text}


def teams(notice: Notice) -> Mapping[str, Any]:
    """A message with an adaptive card ("Create incoming webhooks with Workflows", learn.microsoft.com)."""
    text = {"type": "TextBlock", "text": line(notice), "wrap": True}
    card = {"type": "AdaptiveCard", "version": "1.2", "body": [text]}
    kind = "application/vnd.microsoft.card.adaptive"
    return {"type": "message", "attachments": [{"contentType": kind, "content": card}]}


def line(notice: Notice) -> str:
    """``job/team-a/crunch: Running → Failed (ExitCode): the message``."""
    moved = notice.before is not None and notice.before != notice.phase
    way = f"{notice.before} → {notice.phase}" if moved else notice.phase
    why = f" ({notice.reason})" if notice.reason else ""
    return f"{notice.workload.key}: {way}{why}{f': {notice.message}' if notice.message else ''}"
