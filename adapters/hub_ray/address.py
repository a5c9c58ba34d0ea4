"""``hub_ray://NAMESPACE/CLUSTER`` as an address for Ray's own tools. Ray loads this, by the scheme's name.

It asks the module for the way to the cluster's job server (`get_job_submission_client_cluster_info` of
``dashboard_sdk.py``, Ray 2.60). `hub connect` forwards the port, with the user's own rights, for as long
as the program that asked lives. The one module of this package that is no adapter's, and the one with I/O.
"""

from __future__ import annotations

import atexit
import subprocess
import sys
from typing import Any

HUB = "import sys; from hub.faces.cli import main; sys.exit(main())"


def get_job_submission_client_cluster_info(address: str, **told: Any) -> Any:
    """Where the job server of this RayCluster is reached. Raises `RuntimeError` with the hub's own words."""
    from importlib import import_module

    sdk = import_module("ray.dashboard.modules.dashboard_sdk")
    known = {name: told.get(name) for name in ("cookies", "metadata", "headers")}
    return sdk.ClusterInfo(address=forwarded(address), **known)


def forwarded(address: str) -> str:
    """The URL of a port of this machine that leads to the cluster's dashboard."""
    namespace, slash, name = address.strip("/").partition("/")
    if not slash or not name or "/" in name:
        raise RuntimeError(
            f"hub_ray://{address} is no address of a cluster; write hub_ray://NAMESPACE/CLUSTER"
        )
    words = ["connect", f"raycluster/{namespace}/{name}", "--port", "0:dashboard"]
    pipe = subprocess.PIPE
    running = subprocess.Popen([sys.executable, "-c", HUB, *words], stdout=pipe, stderr=pipe, text=True)
    atexit.register(running.terminate)
    assert running.stdout is not None
    if line := running.stdout.readline().split():
        return line[-1].rstrip("/")
    _, said = running.communicate()
    raise RuntimeError(said.strip() or "hub connect ended without a word")
