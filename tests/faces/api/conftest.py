"""A server on recorded cases of real clusters."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from hub.service import Hub
from hub.settings import Settings
from tests.faces.cli.conftest import recording

from .world import Site, site

__all__ = ["recording"]


@pytest.fixture
async def served(recording: str, tmp_path: object) -> AsyncIterator[Site]:
    """`hub serve --from` a recording."""
    async with site(Hub.recorded([recording], Settings()), audit=f"{tmp_path}/audit") as found:
        yield found
