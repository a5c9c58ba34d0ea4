"""Plugins that raise wherever they can: the hub goes on, and says which plugin, where, and on what object."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HUB = Path(sys.executable).with_name("hub")
FILES = {
    "rogues-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: rogues\nVersion: 1.0\n",
    "rogues-1.0.dist-info/entry_points.txt": (
        "[hub]\nz-import = at_import\nz-hook = at_hook\nz-taken = at_taken\nz-slot = at_slot\n"
    ),
    "at_import.py": 'raise RuntimeError("broken at import")\n',
    "at_hook.py": """
from hub.adapter import hookimpl

@hookimpl
def hub_adapters():
    raise RuntimeError("broken at registration")
""",
    "at_taken.py": """
from hub.adapter import Adapter, hookimpl, owned

@hookimpl
def hub_adapters():
    return [Adapter(name="mine", claims=[owned("batch/Job")])]
""",
    "at_slot.py": """
from hub.adapter import Adapter, hookimpl, owned

def status(family):
    raise RuntimeError("broken in a slot")

@hookimpl
def hub_adapters():
    return [Adapter(name="widget", claims=[owned("example.org/Widget")], status=status)]
""",
    "seen.yaml": """
apiVersion: example.org/v1
kind: Widget
metadata: {name: w, namespace: ns, uid: w, creationTimestamp: "2026-01-01T00:00:00Z"}
---
apiVersion: batch/v1
kind: Job
metadata: {name: j, namespace: ns, uid: j, creationTimestamp: "2026-01-01T00:00:00Z"}
spec: {suspend: true}
""",
}


@pytest.fixture(scope="module")
def rogues(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A distribution of four bad plugins, as pip would install it."""
    folder = tmp_path_factory.mktemp("rogues")
    for name, text in FILES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    return folder


def hub(rogues: Path, *words: str, code: int = 0) -> str:
    env = {**os.environ, "PYTHONPATH": str(rogues), "NO_COLOR": "1", "COLUMNS": "300"}
    done = subprocess.run([HUB, *words], env=env, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def test_what_is_installed_names_the_plugin_and_the_place(rogues: Path) -> None:
    told = hub(rogues, "adapters", code=1)
    assert "plugin 'z-import', import of at_import: RuntimeError: broken at import" in told
    assert "plugin 'z-hook', hub_adapters: RuntimeError: broken at registration" in told
    assert "plugin 'z-taken', hub_adapters: 'mine' claims batch/Job, which 'job' claims" in told


def test_the_rows_are_all_there(rogues: Path) -> None:
    told = hub(rogues, "ls", "-A", "--from", str(rogues / "seen.yaml"), "-o", "name")
    assert {"job/ns/j", "widget/ns/w"} == set(told.split())


def test_the_row_says_that_its_adapter_failed_in_which_slot(rogues: Path) -> None:
    told = " ".join(hub(rogues, "explain", "widget/ns/w", "--from", str(rogues / "seen.yaml")).split())
    assert "Its adapter failed, so its pods alone tell: plugin 'z-slot', widget, status" in told
    assert "widget/ns/w: RuntimeError: broken in a slot" in told
