"""Where an operator's module lies in Go's module cache."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from hub.errors import HubError
from hub_local.operators.records import HERE, Operator


def link(operator: Operator, place: Path) -> Path:
    """`place`, made a link to the module's folder (to this package's, for what has no module).

    A link because kustomize takes the cache's own path, which holds a repository's address, for a
    remote folder (kubectl 1.37). Downloads the module when it is missing, checked against go.sum.
    Raises HubError with Go's own words when it cannot be had.
    """
    target = downloaded(operator) if operator.module else HERE
    if not place.is_symlink() or place.readlink() != target:
        place.unlink(missing_ok=True)
        place.symlink_to(target)
    return place


def downloaded(operator: Operator) -> Path:
    argv = ["go", "mod", "download", "-json", operator.module]
    done = subprocess.run(argv, cwd=operator.source, capture_output=True, text=True)
    answer = json.loads(done.stdout or "{}")
    if "Dir" not in answer:
        raise HubError(
            f"{operator.module}: {answer.get('Error') or done.stderr.strip() or 'no answer from go'}"
        )
    return Path(answer["Dir"])
