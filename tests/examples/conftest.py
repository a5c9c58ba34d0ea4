"""One environment for each module of tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from .environment import Environment


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    return Environment(tmp_path_factory.mktemp("environment"))


@pytest.fixture(scope="session")
def example() -> Path:
    return Path(__file__).parents[2] / "examples" / "02-your-own-adapter"
