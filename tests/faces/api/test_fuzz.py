"""Whatever is sent, it is answered: requests made up from the OpenAPI document break nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings

from tests.faces.page.server import serving

EXAMPLES = 20
"""Requests of each operation; all of them take about a minute."""
ENDLESS = "/api/v1/stream"
"""An answer that never ends."""


@pytest.fixture(scope="module")
def address(recording: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("fuzz"), "--no-page", "--from", recording) as found:
        yield found


def test_no_request_breaks_the_server(address: str) -> None:
    url, _, token = address.partition("/?token=")
    who = {"Authorization": f"Bearer {token}"}
    schema = schemathesis.openapi.from_url(f"{url}/api/v1/openapi.json", headers=who)
    broken: list[str] = []
    for found in schema.get_all_operations():
        operation = found.ok()
        if operation.path != ENDLESS:
            broken += _tried(operation, who)
    assert broken == []


def _tried(operation: Any, who: dict[str, str]) -> list[str]:
    """What made up requests broke."""
    broken = []

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def sent(case: Any) -> None:
        answer = case.call(headers=who, timeout=20)
        if answer.status_code >= 500:
            broken.append(f"{operation.label} {answer.request.url}: {answer.status_code} {answer.text[:300]}")

    sent()
    return broken
