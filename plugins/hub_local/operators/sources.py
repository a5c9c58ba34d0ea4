"""Where an operator's module lies in Go's module cache."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from hub.errors import HubError
from hub_local.operators.records import Operator


def folder(operator: Operator) -> Path:
    """The module's folder, downloaded when missing (`go mod download` checks it against go.sum).

    Raises HubError with Go's own words when it cannot be had.
    """
    argv = ["go", "mod", "download", "-json", operator.module]
    done = subprocess.run(argv, cwd=operator.source, capture_output=True, text=True)
    answer = json.loads(done.stdout or "{}")
    if "Dir" not in answer:
        raise HubError(f"{operator.module}: {answer.get('Error') or done.stderr.strip() or 'no answer from go'}")
    return Path(answer["Dir"])
