"""The configuration is refused as a whole, in one line, when anything in it is wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hub_local.agent.config import ConfigError, load

GOOD: dict[str, Any] = {"kubeconfig": "k", "state": "s", "nodes": [{"name": "node-1"}]}


def written(folder: Path, config: object) -> str:
    file = folder / "agent.json"
    file.write_text(config if isinstance(config, str) else json.dumps(config))
    return str(file)


def test_what_is_left_out_has_defaults(tmp_path: Path) -> None:
    config = load(written(tmp_path, GOOD))
    assert config.namespaced
    assert (config.address, config.nodes[0].pods) == ("10.244.0.1", 110)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"colour": 1}, "unknown field `colour`"),
        ({"nodes": [{"name": "a", "gpu": 1}]}, r"unknown field `gpu` - at `\$.nodes"),
        ({"nodes": [{"name": "a"}, {"name": "a"}]}, "every name only once"),
        ({"nodes": []}, "at least one node"),
        ({"mode": "docker"}, "docker"),
        ({"nodes": [{"name": "a", "gpus": "two"}]}, "Expected `int`"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, change: dict[str, Any], said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        load(written(tmp_path, GOOD | change))


def test_no_file_and_no_json(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot read"):
        load(str(tmp_path / "nowhere.json"))
    with pytest.raises(ConfigError, match="truncated"):
        load(written(tmp_path, "{"))


@pytest.mark.parametrize(
    "change", [{"colour": 1}, {"kubeconfig": "/nowhere/kubeconfig", "mode": "simulated"}]
)
def test_the_program_says_it_in_one_line(tmp_path: Path, change: dict[str, Any]) -> None:
    file = written(tmp_path, GOOD | {"state": str(tmp_path)} | change)
    command = [sys.executable, "-m", "hub_local.agent", file]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, env=environment, check=False)
    assert ended.returncode == 2
    assert ended.stderr.startswith("node agent: ")
    assert ended.stderr.count("\n") == 1
