"""Submitting to Ray through KubeRay: a program, on its own cluster or on one there is; a cluster; a service.

Fields are those of KubeRay 1.6 (`rayjob_types.go`, `raycluster_types.go`). The head takes no tasks where
there are workers, as Ray's guide for large clusters advises.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from typing import Any

from hub.adapter import Create, Field, Filled, Submission, placing, quantity

VERSION = "2.60.0"
VERSIONED = "ray.io/v1"

CLUSTER_FIELDS = (
    Field(
        name="nodes",
        kind="whole",
        unit="pods",
        minimum=0,
        default=1,
        section="How much",
        help="How many workers; 0 leaves it all to the head.",
    ),
    Field(name="ray-version", default=VERSION, help="Ray's version in the image."),
    Field(
        name="max-nodes",
        kind="whole",
        minimum=1,
        unit="pods",
        help="Let Ray's autoscaler go from --nodes workers up to so many.",
    ),
    Field(
        name="head-cpu", kind="amount", default="1", minimum=0.001, unit="cores", help="Cores of the head."
    ),
    Field(
        name="head-memory",
        kind="amount",
        default="4Gi",
        minimum=1 << 30,
        unit="bytes",
        help="Memory of the head.",
    ),
    Field(
        name="object-store",
        kind="amount",
        minimum=80_000_000,
        unit="bytes",
        help="Memory of each for Ray's object store; left out, Ray takes 30% of it.",
    ),
)
JOB_FIELDS = (
    Field(
        name="command",
        kind="command",
        required=True,
        word=True,
        section="What runs",
        help="The program, as Ray starts it on the head.",
    ),
    Field(name="pip", kind="many", help="Python package that Ray installs for the program."),
    Field(name="on", help="Name of a RayCluster that is there, in the same namespace; no cluster is made."),
    Field(
        name="keep",
        kind="switch",
        help="Keep the cluster when the program has ended. KubeRay cannot suspend such a job.",
    ),
)
OF_A_CLUSTER = (
    *("gpus", "cpu", "memory", "volume", "env-from", "service-account", "pool", "priority"),
    *("gang-minimum", "keep", *(field.name for field in CLUSTER_FIELDS)),
)


def job(filled: Filled) -> list[Create]:
    """A RayJob. Code that goes along is mounted on every pod: the folder that Ray starts in, and its jobs."""
    own = _on(filled) if filled.text("on") else {"rayClusterSpec": cluster_spec(filled)}
    spec = placing.compact(
        entrypoint=entrypoint(filled),
        runtimeEnvYAML=runtime_env(filled),
        shutdownAfterJobFinishes=not filled.text("on") and not filled.on("keep"),
        backoffLimit=filled.number("retries"),
        activeDeadlineSeconds=filled.number("timeout"),
    )
    return [_root("RayJob", filled, spec | own), *placing.code_map(filled)]


def _on(filled: Filled) -> dict[str, Any]:
    """A cluster that is there. Code is mounted where the job is submitted from, and Ray takes it along."""
    own: dict[str, Any] = {"clusterSelector": {"ray.io/cluster": filled.text("on")}}
    if filled.code is None:
        return own
    bare = Filled({name: filled.values.get(name) for name in ("name", "image", "code", "pull-secret")})
    pod = {**placing.pod_spec(bare, "ray-job-submitter"), "restartPolicy": "Never"}
    return own | {"submitterPodTemplate": {"spec": pod}}


def cluster(filled: Filled) -> list[Create]:
    return [_root("RayCluster", filled, cluster_spec(filled)), *placing.code_map(filled)]


def service(filled: Filled) -> list[Create]:
    """A Serve application on a cluster of its own; KubeRay makes the next one before this one goes."""
    application = placing.compact(
        name="default",
        import_path=filled.text("application"),
        route_prefix=filled.text("route"),
        runtime_env=json.loads(runtime_env(filled) or "{}"),
        args=filled.values.get("arg") or {},
    )
    serve = json.dumps({"applications": [application]})  # JSON is YAML
    spec = {"serveConfigV2": serve, "rayClusterConfig": cluster_spec(filled)}
    return [_root("RayService", filled, spec), *placing.code_map(filled)]


def entrypoint(filled: Filled) -> str:
    """A line for the submitter's shell, whose words ``ray job submit`` quotes once more (its ``cli.py``)."""
    return shlex.join(filled.words("command"))


def runtime_env(filled: Filled) -> str:
    """On a cluster that is there nothing can be mounted any more: all travels along (JSON is YAML)."""
    on = filled.text("on")
    wanted = placing.compact(
        pip=list(filled.words("pip")),
        env_vars=filled.pairs("env") if on else {},
        working_dir=placing.CODE if on and filled.code else "",
    )
    return json.dumps(wanted) if wanted else ""


def cluster_spec(filled: Filled) -> dict[str, Any]:
    """The pods start Ray, and nothing else: a command of their own would run before it (`pod.go`)."""
    filled = Filled({**filled.values, "command": ()})
    nodes, most = filled.number("nodes") or 0, filled.number("max-nodes")
    head = {"rayStartParams": _params(filled, "0" if nodes or most else ""), "template": _head(filled)}
    group = {
        "groupName": "workers",
        "replicas": nodes,
        "minReplicas": nodes,
        "maxReplicas": max(most or nodes, nodes),
        "rayStartParams": _params(filled),
        "template": _template(filled, placing.pod_spec(filled, "ray-worker")),
    }
    return placing.compact(
        rayVersion=filled.text("ray-version"),
        enableInTreeAutoscaling=most is not None,
        headGroupSpec=head,
        workerGroupSpecs=[group] if nodes or most else [],
    )


def _head(filled: Filled) -> dict[str, Any]:
    """As a worker, but for its size. Alone it is the worker, too."""
    alone = not filled.number("nodes") and filled.number("max-nodes") is None
    size = {"cpu": filled.text("head-cpu"), "memory": filled.text("head-memory")}
    mine = size | (
        {name: filled.values.get(name) or size.get(name) for name in ("cpu", "memory")} if alone else {}
    )
    values = {**filled.values, **mine} | ({} if alone else {"gpus": 0})
    return _template(filled, placing.pod_spec(Filled(values), "ray-head"))


def _template(filled: Filled, pod: Mapping[str, Any]) -> dict[str, Any]:
    return placing.compact(metadata=placing.compact(labels=filled.pairs("label")), spec=pod)


def _params(filled: Filled, cpus: str = "") -> dict[str, str]:
    """``ray start`` takes bytes."""
    store = filled.text("object-store")
    return {
        name: value
        for name, value in (
            ("num-cpus", cpus),
            ("object-store-memory", str(int(quantity(store))) if store else ""),
        )
        if value
    }


def _root(kind: str, filled: Filled, spec: Mapping[str, Any]) -> Create:
    meta = placing.metadata(filled)
    return Create({"apiVersion": VERSIONED, "kind": kind, "metadata": meta, "spec": spec})


DEFAULTS = {"image": f"rayproject/ray:{VERSION}", "cpu": "1", "memory": "4Gi"}
RAY = Submission(
    name="ray",
    type="rayjob",
    help="A program on Ray, with a cluster made for it, as a RayJob.",
    make=job,
    fields=(*JOB_FIELDS, *CLUSTER_FIELDS),
    defaults=DEFAULTS,
    excludes={"on": dict.fromkeys(OF_A_CLUSTER, "the cluster is there already, as it is")},
    logs=("submitter",),
    examples=(
        "hub submit ray --code train.py --follow -- python train.py",
        "hub submit ray --nodes 4 --gpus 1 --pip torch --code . -- python train.py --epochs 3",
        "hub submit ray --on shared -- python -c 'import ray; ray.init(); print(ray.nodes())'",
    ),
)
RAYCLUSTER = Submission(
    name="raycluster",
    type="raycluster",
    help="A Ray cluster to work on, until it is deleted.",
    make=cluster,
    fields=CLUSTER_FIELDS,
    defaults=DEFAULTS,
    cannot={
        "command": "a cluster runs what is submitted to it: `hub submit ray --on NAME -- …`",
        "timeout": "a cluster stays until it is stopped or deleted",
        "retries": "KubeRay replaces its pods as often as they fail",
    },
    examples=(
        "hub submit raycluster --name shared --nodes 2",
        "hub submit raycluster --nodes 0 --max-nodes 8",
    ),
)
RAYSERVICE = Submission(
    name="rayservice",
    type="rayservice",
    help="A Ray Serve application with a cluster made for it, as a RayService.",
    make=service,
    fields=(
        Field(
            name="application",
            required=True,
            word=True,
            section="What runs",
            help="Where Serve imports it from: module:variable, of the code that goes along or the image.",
        ),
        Field(name="arg", kind="values", help="Argument of the application's builder: NAME=VALUE, or JSON."),
        Field(name="route", default="/", help="The path that it answers."),
        Field(name="pip", kind="many", help="Python package that Ray installs for it."),
        *CLUSTER_FIELDS,
    ),
    defaults=DEFAULTS,
    cannot={
        "command": "Serve imports an application: name it",
        "timeout": "it serves until it is stopped or deleted",
        "retries": "KubeRay replaces what fails as often as it does",
    },
    examples=("hub submit rayservice hello:app --code hello.py --wait",),
)
SUBMISSIONS = (RAY, RAYCLUSTER, RAYSERVICE)
