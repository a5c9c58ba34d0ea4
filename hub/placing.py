"""The fields that every submission has, and where they go in a pod.

Imported through `hub.adapter`. An adapter says only what its framework keeps
elsewhere than in a pod's specification.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .model import Create, Field, Filled, Volume

CODE = "/code"
"""Where code that goes along is found; the program starts there."""
GPU = "nvidia.com/gpu"
OURS = "workloadhub.dev/"
WHAT, WHERE, SIZE, RULES = "What runs", "Where", "How much", "Rules"

COMMON = (
    Field(name="name", help="Its name. Left out, one is made up.", section=WHAT),
    Field(name="image", help="The container image.", section=WHAT),
    Field(
        name="code",
        kind="code",
        section=WHAT,
        help="Local file or folder that goes along; it is found in /code, where the command starts.",
    ),
    Field(name="env", kind="pairs", help="Environment variable NAME=VALUE.", section=WHAT),
    Field(name="env-from", kind="many", section=WHAT, help="All of this Secret, as environment variables."),
    Field(
        name="volume",
        kind="volumes",
        section=WHAT,
        help="CLAIM:/path mounts a PersistentVolumeClaim; configmap/NAME:/path, secret/NAME:/path; :ro too.",
    ),
    Field(name="nodes", kind="whole", unit="pods", minimum=1, help="How many work together.", section=SIZE),
    Field(name="gpus", kind="whole", unit="GPUs", minimum=0, help="GPUs of each.", section=SIZE),
    Field(
        name="cpu", kind="amount", unit="cores", minimum=0.001, help="Cores of each: 4, 500m.", section=SIZE
    ),
    Field(
        name="memory", kind="amount", unit="bytes", minimum=1 << 20, help="Memory of each: 8Gi.", section=SIZE
    ),
    Field(name="service-account", help="The service account it runs as.", section=WHERE),
    Field(name="pull-secret", kind="many", help="Secret to pull the image with.", section=WHERE),
    Field(name="pool", kind="pairs", help="Only on nodes with this label: NAME=VALUE.", section=WHERE),
    Field(name="queue", help="The queue it is counted in.", section=RULES),
    Field(name="priority", help="Its PriorityClass.", section=RULES),
    Field(
        name="gang-minimum",
        kind="whole",
        minimum=1,
        unit="pods",
        section=RULES,
        help="How many must start together; left out, all that its framework needs.",
    ),
    Field(
        name="timeout",
        kind="time",
        minimum=1,
        unit="seconds",
        section=RULES,
        help="End it when it runs longer: 90s, 2h.",
    ),
    Field(
        name="retries", kind="whole", minimum=0, section=RULES, help="Start it again so often when it fails."
    ),
    Field(name="label", kind="pairs", help="Label NAME=VALUE of the object and its pods.", section=RULES),
)
"""Namespace and dry run are the command line's own."""

COMMAND = Field(
    name="command", kind="command", help="The program and its arguments.", word=True, section=WHAT
)


def metadata(filled: Filled) -> dict[str, Any]:
    """Name, labels, and the annotations by which the hub's gangs and queues are steered."""
    told = {"queue": filled.text("queue"), "gang-minimum": filled.text("gang-minimum")}
    annotations = {f"{OURS}{name}": value for name, value in told.items() if value}
    return compact(name=filled.name, labels=filled.pairs("label"), annotations=annotations)


def pod_spec(filled: Filled, container: str, **more: Any) -> dict[str, Any]:
    """A pod's specification with one container of this name. ``more`` is put into that container."""
    return compact(
        containers=[{"name": container} | program(filled) | compact(**more)],
        volumes=volumes(filled),
        **placement(filled),
    )


def placement(filled: Filled) -> dict[str, Any]:
    """What a pod's specification says beside its containers and volumes."""
    return compact(
        serviceAccountName=filled.text("service-account"),
        imagePullSecrets=[{"name": name} for name in filled.words("pull-secret")],
        priorityClassName=filled.text("priority"),
        nodeSelector=filled.pairs("pool"),
    )


def program(filled: Filled) -> dict[str, Any]:
    """What a container says of itself, but for its name."""
    command = filled.words("command")
    return compact(
        image=filled.text("image"),
        command=list(command),
        workingDir=CODE if filled.code else "",
        env=env(filled),
        envFrom=[{"secretRef": {"name": name}} for name in filled.words("env-from")],
        resources=resources(filled),
        volumeMounts=mounts(filled),
    )


def env(filled: Filled) -> list[dict[str, Any]]:
    return [{"name": name, "value": value} for name, value in filled.pairs("env").items()]


def resources(filled: Filled) -> dict[str, Any]:
    """Requests; memory and GPUs are limits too: neither can be lent out."""
    gpus = filled.text("gpus")
    firm = compact(memory=filled.text("memory")) | ({GPU: gpus} if gpus not in ("", "0") else {})
    asked = compact(cpu=filled.text("cpu")) | firm
    return compact(requests=asked, limits=firm)


def mounts(filled: Filled) -> list[dict[str, Any]]:
    found = [
        compact(name=_volume_name(number), mountPath=each.path, readOnly=each.read_only)
        for number, each in enumerate(filled.volumes)
    ]
    return found + ([{"name": "code", "mountPath": CODE}] if filled.code else [])


def volumes(filled: Filled) -> list[dict[str, Any]]:
    found = [{"name": _volume_name(number)} | _source(each) for number, each in enumerate(filled.volumes)]
    if filled.code is None:
        return found
    keys = [{"key": key, "path": path} for key, path in _keys(filled.code.files).items()]
    return [*found, {"name": "code", "configMap": {"name": code_name(filled), "items": keys}}]


def code_map(filled: Filled) -> Iterator[Create]:
    """The ConfigMap of the code that goes along, if any does."""
    if filled.code is None:
        return
    text: dict[str, str] = {}
    binary: dict[str, bytes] = {}
    for key, path in _keys(filled.code.files).items():
        content = filled.code.files[path]
        try:
            text[key] = content.decode()
        except UnicodeDecodeError:
            binary[key] = content
    head = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": code_name(filled)}}
    yield Create(head | compact(data=text, binaryData=binary))


def code_name(filled: Filled) -> str:
    return f"{filled.name}-code"


def compact(**items: Any) -> dict[str, Any]:
    """Without what says nothing: ``None``, ``""``, ``False`` and what is empty. Zero says something."""
    return {name: value for name, value in items.items() if value or (value == 0 and value is not False)}


def _keys(files: Mapping[str, bytes]) -> dict[str, str]:
    """A ConfigMap's keys have no slashes: the key of each path, which the volume puts back in its place."""
    return {f"f{number}": path for number, path in enumerate(sorted(files))}


def _volume_name(number: int) -> str:
    return f"volume-{number}"


def _source(volume: Volume) -> dict[str, Any]:
    if volume.source == "configmap":
        return {"configMap": {"name": volume.name}}
    if volume.source == "secret":
        return {"secret": {"secretName": volume.name}}
    return {"persistentVolumeClaim": compact(claimName=volume.name, readOnly=volume.read_only)}
