"""`batch/v1` Jobs whose template names an MLflow run.

The Job decides how the run stands: the tracked status stays RUNNING for ever when a process is
killed, and says FINISHED of one that failed outside of `start_run` (seen with MLflow 3.18). Where
the tracking server is asked, what it told of the run is evidence beside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import SplitResult, urlsplit

from hub.adapter import Adapter, Connection, Family, Obj, owned

from .record import LABEL, RECORD, said, submitter

RUN_ID, TRACKING, EXPERIMENT = "MLFLOW_RUN_ID", "MLFLOW_TRACKING_URI", "MLFLOW_EXPERIMENT_ID"
HEX = re.compile(r"[0-9a-f]{32}")


def variable(job: Obj, name: str) -> str:
    """What the Job's containers are given under this name, as text.

    MLflow appends its variables to those of the template, and in a pod the last of a name wins
    (`EnvVar`, Kubernetes API), so the last counts.
    """
    variables = (v for c in job.each("spec.template.spec.containers") for v in c.each("env"))
    return ([""] + [v.text("value") for v in variables if v.text("name") == name])[-1]


def run_id(job: Obj) -> str:
    """The run that it reports to: 32 hexadecimal digits (`uuid4().hex` in MLflow's stores), else none."""
    found = variable(job, RUN_ID)
    return found if HEX.fullmatch(found) else ""


def known(job: Obj) -> dict[str, str]:
    """The label under which the tracking server's answers come in."""
    return {LABEL: run_id(job)}


def adds(family: Family) -> tuple[str, ...]:
    """What is tracked, behind what the Job says."""
    return said(family.part(RECORD))


def connections(family: Family) -> Iterator[Connection]:
    """The run's page at its tracking server, without the password that an address may hold."""
    server, root = _web(variable(family.root, TRACKING)), family.root
    if server is not None and run_id(root):
        experiment = variable(root, EXPERIMENT) or "0"
        path = f"{server.path.rstrip('/')}/#/experiments/{experiment}/runs/{run_id(root)}"
        host = server.netloc.rpartition("@")[2]
        port = server.port or (443 if server.scheme == "https" else 80)
        yield Connection(name="run", port=port, url=f"{server.scheme}://{host}{path}")


def _web(address: str) -> SplitResult | None:
    """A tracking address that a browser opens; others are files, databases and Databricks profiles."""
    try:
        found = urlsplit(address)
        return found if found.scheme in ("http", "https") and found.netloc and found.port != 0 else None
    except ValueError:
        return None


RUN = Adapter(
    name="mlflow-run",
    like="job",
    claims=(owned("batch/Job", when=lambda job: bool(run_id(job)), known=known),),
    parts=(RECORD,),
    identity=(RUN_ID,),
    adds=adds,
    connections=connections,
    submitter=submitter,
)
