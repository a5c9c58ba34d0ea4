"""The tutorial is the second example: its snippets stand in it, its commands print what it says."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from .environment import Done, Environment
from .tutorial import PAGE, Snippet, commands, snippets

TEXT = PAGE.read_text()


@pytest.mark.parametrize("snippet", list(snippets(TEXT)), ids=lambda snippet: snippet.file)
def test_a_snippet_is_a_part_of_its_file(snippet: Snippet, example: Path) -> None:
    assert snippet.file, "a block of the tutorial names no file of the example"
    assert f"\n{snippet.text}" in f"\n{(example / snippet.file).read_text()}"


def test_its_commands_print_what_it_says(environment: Environment, example: Path, tmp_path: Path) -> None:
    """In order, in a copy of the example, without its adapter at first."""
    folder = shutil.copytree(example, tmp_path / "example")
    found = list(commands(TEXT))
    assert [" ".join(command.words[:2]) for command in found].count("hub ls") == 3
    for command in found:
        done = ran(environment, command.words, folder)
        printed = "".join(f"{line.rstrip()}\n" for line in (done.out + done.err).splitlines())
        assert printed == command.printed, f"$ {' '.join(command.words)}"


def ran(environment: Environment, words: tuple[str, ...], folder: Path) -> Done:
    program = {"hub": environment.hub, "pip": environment.pip}[words[0]]
    return program(*words[1:], cwd=folder)
