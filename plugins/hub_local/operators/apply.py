"""Objects into the cluster, the way upstream's installation does it."""

from __future__ import annotations

import time
from pathlib import Path

import yaml

from hub.errors import HubError
from hub_local.cluster import Running
from hub_local.operators.manifests import Manifest


def apply(objects: list[Manifest], file: Path, running: Running) -> None:
    """Server-side (frameworks' CRDs are too long for kubectl's own annotation), namespaces and CRDs first.

    The file is kept: it is what was applied. Raises HubError with kubectl's words.
    """
    if not objects:
        return
    ordered = sorted(
        objects, key=lambda item: ("Namespace", "CustomResourceDefinition").count(item["kind"]), reverse=True
    )
    file.write_text(yaml.dump_all(ordered, Dumper=yaml.CSafeDumper))
    running.kubectl("apply", "--server-side", "--force-conflicts", "-f", str(file))
    kinds = [
        f"crd/{item['metadata']['name']}" for item in objects if item["kind"] == "CustomResourceDefinition"
    ]
    if kinds:
        _established(kinds, running)


def _established(kinds: list[str], running: Running) -> None:
    """Wait for CRDs. kubectl 1.37 gives up at once on one without any conditions, so it is asked again."""
    for remaining in reversed(range(20)):
        try:
            running.kubectl("wait", "--for=condition=Established", "--timeout=60s", *kinds)
            return
        except HubError as error:
            if "accessor error" not in str(error) or not remaining:
                raise
            time.sleep(0.5)
