"""One recording of real cases, and the command line run on it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from uuid import NAMESPACE_URL, uuid5

import pytest
import yaml

from hub.faces.cli.start import run

CASES = (
    "hub_ray/cases/rayjob-complete-cluster-kept.yaml",
    "hub_kubernetes/cases/jobset-running.yaml",
    "hub_ray/cases/raycluster-worker-unschedulable-first-start.yaml",
    "hub_ray/cases/rayjob-failed-app.yaml",
    "hub_ray/cases/raycronjob-active.yaml",
)
UID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
ADAPTERS = Path(__file__).parents[3] / "adapters"


class Ran(NamedTuple):
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str


Hub = Callable[..., Ran]


def objects(case: str) -> Iterator[dict[str, Any]]:
    """The objects of a case. Cases share names and uids, so each gets a namespace and uids of its own."""
    namespace = Path(case).stem
    text = UID.sub(lambda uid: str(uuid5(NAMESPACE_URL, namespace + uid[0])), (ADAPTERS / case).read_text())
    for manifest in yaml.safe_load(text)["objects"]:
        manifest["metadata"]["namespace"] = namespace
        yield manifest


@pytest.fixture(scope="session")
def recording(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A file that `hub ls --from` reads."""
    file = tmp_path_factory.mktemp("recorded") / "seen.yaml"
    file.write_text(yaml.safe_dump_all([manifest for case in CASES for manifest in objects(case)]))
    return str(file)


@pytest.fixture
def hub(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Hub:
    """Run one command line in this process, in an empty folder, without a cluster."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    for name in ("KUBECONFIG", "KUBERNETES_SERVICE_HOST"):
        monkeypatch.delenv(name, raising=False)

    def command(*arguments: str) -> Ran:
        code = run(arguments)
        return Ran(code, *capsys.readouterr())

    return command
