"""The tutorial's fenced blocks: parts of files, and commands with what they print."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

PAGE = Path(__file__).parents[2] / "docs" / "tutorial.md"
BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)


class Snippet(NamedTuple):
    """Lines that stand so in a file of the example."""

    file: str
    text: str


class Command(NamedTuple):
    """A command line, and all that it prints."""

    words: tuple[str, ...]
    printed: str


def snippets(page: str) -> Iterator[Snippet]:
    return (Snippet(file, text) for language, file, text in BLOCK.findall(page) if language != "console")


def commands(page: str) -> Iterator[Command]:
    """In the order of the page."""
    for language, _, text in BLOCK.findall(page):
        if language == "console":
            yield from (Command(tuple(line.split()), told) for line, told in COMMAND.findall(text))
