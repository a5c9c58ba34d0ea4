"""The words that upstream's CRDs enumerate, kept in `upstream.yaml`, against each adapter's table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from hub.registry import load

UPSTREAM: dict[str, dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("upstream.yaml").read_text())


@pytest.mark.parametrize("type_", UPSTREAM)
def test_every_word_of_the_crd_is_mapped_on_purpose(type_: str) -> None:
    adapter = load().adapters[type_]
    assert {word for word in UPSTREAM[type_]["enum"] if word} - adapter.words.keys() == set()
