"""What is said twice is compared: generated parts of README and docs, and README's own limits."""

from __future__ import annotations

from pathlib import Path

import pytest

from hub.registry import load

from .write_docs import PARTS, written


@pytest.mark.parametrize(("file", "part"), PARTS)
def test_a_generated_part_is_what_the_code_says(file: str, part: str) -> None:
    text = Path(file).read_text()
    assert f"<!-- {part} -->" in text, f"{file} has no place for {part}"
    assert text == written(text, part, PARTS[file, part](load())), "run `make docs`"


def test_the_readme_fits_on_150_lines() -> None:
    assert len(Path("README.md").read_text().splitlines()) <= 150
