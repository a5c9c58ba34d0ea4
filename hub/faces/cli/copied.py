"""A copy: printed, or changed and submitted."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from hub.errors import HubError, Usage
from hub.faces.cli import formats, screen, submitted
from hub.faces.cli.asked import Asked

EDITORS = ("VISUAL", "EDITOR")


class Wish(NamedTuple):
    """What is to be different, and whether it is to be submitted."""

    settings: tuple[str, ...] = ()
    edit: bool = False
    name: str = ""
    yes: bool = False

    @property
    def submits(self) -> bool:
        return bool(self.settings) or self.edit or self.yes


async def copy(asked: Asked, key: str, wish: Wish, way: submitted.Way) -> int:
    """The exit code. Raises `HubError`."""
    from hub.core.copying import changed
    from hub.service import copying, submitting

    formats.checked(way.output, formats.DOCUMENTS)
    settings = [setting(each) for each in wish.settings]
    async with asked.hub(keys=[key]) as hub:
        made = await copying.copied(hub, key, wish.name)
        objects = [changed(made.objects[0], settings), *made.objects[1:]]
        if not wish.submits and not way.dry_run:
            return _printed(objects, made.command)
        objects = edited(objects) if wish.edit else objects
        objects[0] = dict(submitting.stamped(objects[0], submitted.typed(asked.words)))
        if way.dry_run:
            submitted.put(objects)
        done = await submitting.make(hub, objects, dry_run=way.dry_run)
        return await submitted.tell(hub, done, way, ())


def setting(word: str) -> tuple[str, Any]:
    """``PATH=VALUE``; the value as YAML has it, so that 4 is a number and "4" is text."""
    import yaml

    path, sign, value = word.partition("=")
    if not sign or not path.strip("."):
        raise Usage(f"--set {word!r} must be PATH=VALUE: spec.parallelism=4")
    try:
        return path, yaml.safe_load(value)
    except yaml.YAMLError:
        return path, value


def _printed(objects: Sequence[Any], command: str) -> int:
    if command:
        screen.say(f"# {command}")
    submitted.put(objects)
    return 0


def edited(objects: Sequence[Any]) -> list[Any]:
    """What somebody made of it in their editor. Raises `HubError` where nothing was changed."""
    from hub.cluster.documents import Broken, documents
    from hub.cluster.record import write

    with TemporaryDirectory(prefix="hub-") as folder:
        file = Path(folder) / "copy.yaml"
        with file.open("w", encoding="utf-8") as to:
            write(objects, to)
        before = file.read_bytes()
        _opened(file)
        if (after := file.read_bytes()) == before:
            raise HubError("nothing was changed, so nothing was submitted; --yes submits a copy as it is")
        try:
            found = [document.value for document in documents(after)]
        except Broken as error:
            sys.stderr.write(after.decode(errors="replace"))
            raise Usage(f"what was saved cannot be read ({error}); it is printed above") from None
    if not found or not all(isinstance(each, dict) for each in found):
        raise HubError("what was saved holds no object, so nothing was submitted")
    return found


def _opened(file: Path) -> None:
    editor = next((os.environ[name] for name in EDITORS if os.environ.get(name)), "vi")
    try:
        code = subprocess.run([*shlex.split(editor), str(file)], check=False).returncode
    except OSError as error:
        raise HubError(f"the editor {editor!r} cannot be started ({error.strerror}); set EDITOR") from None
    if code:
        raise HubError(f"the editor {editor!r} ended with code {code}; nothing was submitted")
