"""Times as the API server writes them."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> str:
    """RFC 3339 in whole seconds, UTC (``metav1.Time``)."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def micro() -> str:
    """RFC 3339 with microseconds, UTC (``metav1.MicroTime``)."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def parse(text: str) -> datetime:
    return datetime.fromisoformat(text)
