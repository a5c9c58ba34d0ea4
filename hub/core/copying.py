"""A copy of a workload's object: what somebody said of it, without what servers and operators added."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from hub.errors import Usage
from hub.model import Intent, Patch

Manifest = Mapping[str, Any]

SPOKEN = ("name", "namespace", "labels", "annotations")
"""Of metadata; the rest is written by servers and controllers (`ObjectMeta`)."""
NOTES = re.compile(
    r"workloadhub\.dev/(?!gang$|gang-(backend|minimum|timeout|topology)$|queue$|simulate)"
    r"|kubectl\.kubernetes\.io/last-applied|deployment\.kubernetes\.io/|batch\.kubernetes\.io/"
    r"|kubevirt\.io/(latest|storage)-observed|objectset\.rio\.cattle\.io/"
)
"""Annotations that tell of one object alone."""
MARKS = re.compile(
    r"(batch\.kubernetes\.io/)?(controller-uid|job-name|job-completion-index)$|pod-template-hash$"
)
"""Labels by which controllers know their own pods (`batch/v1`, `apps/v1`)."""
LETTERS = "bcdfghjklmnpqrstvwxz2456789"
"""Of the end of a name that is made up: none that makes a word, none that reads like another."""
ENDING = re.compile(rf"-[{LETTERS}]{{5}}$")
LONGEST_STEM = 40
"""KubeRay and the MPI operator add to a name what must fit into a label, too."""
NAMED = ("labels", "matchLabels", "selector")
"""Where an object's own name says which pods are its own."""


def bare(manifest: Manifest) -> dict[str, Any]:
    """As somebody would have written it."""
    kept = {name: value for name, value in manifest.items() if name != "status"}
    meta = manifest.get("metadata") or {}
    kept["metadata"] = _quiet({name: meta[name] for name in SPOKEN if meta.get(name)})
    if isinstance(spec := manifest.get("spec"), Mapping):
        kept["spec"] = _short(_SPECS.get(str(manifest.get("kind")), dict)(spec))
    return kept


def _short(value: Any) -> Any:
    """Without what the API server says of every pod that leaves it out (defaults of `core/v1`)."""
    if isinstance(value, list):
        return [_short(each) for each in value]
    if not isinstance(value, Mapping):
        return value
    usual = _USUAL if _USUAL.keys() & value.keys() and _of_a_pod(value) else {}
    return {name: _short(v) for name, v in value.items() if name not in usual or usual[name] != v}


def _of_a_pod(value: Manifest) -> bool:
    """A pod's specification, one of its containers, or one of its volumes."""
    return "containers" in value or "image" in value or any(name in value for name in _VOLUMES)


def _quiet(meta: Manifest) -> dict[str, Any]:
    """Without what tells of one object alone."""
    kept = dict(meta)
    for field, pattern in (("annotations", NOTES), ("labels", MARKS)):
        kept[field] = {name: v for name, v in (kept.get(field) or {}).items() if not pattern.match(name)}
    return {name: value for name, value in kept.items() if value not in ({}, None)}


def _job(spec: Manifest) -> dict[str, Any]:
    """The selector of a Job is made up from its uid, unless it says otherwise."""
    if spec.get("manualSelector"):
        return dict(spec)
    template = spec.get("template") or {}
    meta = _quiet({**(template.get("metadata") or {}), "creationTimestamp": None})
    told = {name: value for name, value in template.items() if name != "metadata"}
    kept = {name: value for name, value in spec.items() if name not in ("selector", "manualSelector")}
    return kept | {"template": told | ({"metadata": meta} if meta else {})}


def _pod(spec: Manifest) -> dict[str, Any]:
    """Without its place, and without the token that admission mounts."""
    kept = {name: value for name, value in spec.items() if name not in ("nodeName", "serviceAccount")}
    kept["tolerations"] = [t for t in spec.get("tolerations") or () if "tolerationSeconds" not in t]
    kept["volumes"] = [v for v in spec.get("volumes") or () if not _token(v)]
    for field in ("initContainers", "containers"):
        kept[field] = [_mountless(each) for each in spec.get(field) or ()]
    return {name: value for name, value in kept.items() if value != []}


def _token(named: Manifest) -> bool:
    return str(named.get("name", "")).startswith("kube-api-access-")


def _mountless(container: Manifest) -> dict[str, Any]:
    mounts = [mount for mount in container.get("volumeMounts") or () if not _token(mount)]
    return {**{name: v for name, v in container.items() if name != "volumeMounts"}} | (
        {"volumeMounts": mounts} if mounts else {}
    )


def _service(spec: Manifest) -> dict[str, Any]:
    """Without its addresses; ``None`` was somebody's choice."""
    if spec.get("clusterIP") == "None":
        return dict(spec)
    return {name: value for name, value in spec.items() if name not in ("clusterIP", "clusterIPs")}


_VOLUMES = ("items", "secretName", "sources")
_USUAL: Mapping[str, Any] = {
    "terminationMessagePath": "/dev/termination-log",
    "terminationMessagePolicy": "File",
    "terminationGracePeriodSeconds": 30,
    "dnsPolicy": "ClusterFirst",
    "schedulerName": "default-scheduler",
    "securityContext": {},
    "resources": {},
    "defaultMode": 420,
}
_SPECS: Mapping[str, Callable[[Manifest], dict[str, Any]]] = {"Job": _job, "Pod": _pod, "Service": _service}


def running(manifest: Manifest, intents: Iterable[Intent]) -> dict[str, Any]:
    """What was stopped, as ``run`` would make it: a copy is meant to start."""
    found = dict(manifest)
    for intent in intents:
        if isinstance(intent, Patch) and intent.target is None and not intent.subresource:
            found = merged(found, intent.body)
    return found


def merged(base: Manifest, patch: Manifest) -> dict[str, Any]:
    """RFC 7386."""
    found = dict(base)
    for name, value in patch.items():
        if value is None:
            found.pop(name, None)
        elif isinstance(value, Mapping):
            inner = found.get(name)
            found[name] = merged(inner if isinstance(inner, Mapping) else {}, value)
        else:
            found[name] = value
    return found


def new_name(name: str, suffix: str) -> str:
    """The same stem with another end, so that the copy of a copy has one end as well."""
    stem = ENDING.sub("", name)
    return f"{stem[:LONGEST_STEM].rstrip('-')}-{suffix}"


def renamed(root: Manifest, others: Sequence[Manifest], name: str) -> list[dict[str, Any]]:
    """The root under its new name, with what goes along with it."""
    old = str(root["metadata"]["name"])
    names = {str(each["metadata"]["name"]): "" for each in others}
    names = {each: each.replace(old, name, 1) if old in each else f"{name}-{each}" for each in names}
    found = [_renamed(each, old, name, names) for each in (root, *others)]
    found[0]["metadata"]["name"] = name
    return found


def _renamed(value: Any, old: str, new: str, names: Mapping[str, str], where: str = "") -> Any:
    """Names of what goes along become those of its copy; so does the name in labels and selectors."""
    if isinstance(value, Mapping):
        inside = where if where in (*NAMED, *_OWN) else ""
        return {field: _renamed(each, old, new, names, inside or field) for field, each in value.items()}
    if isinstance(value, list):
        return [_renamed(each, old, new, names, where) for each in value]
    if where in NAMED and value == old:
        return new
    return names.get(value, value) if isinstance(value, str) and where not in _OWN else value


_OWN = ("command", "args", "value", "entrypoint", "image", "data")
"""Text of the program's own."""


def changed(manifest: Manifest, settings: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """With values at dotted paths (``spec.groups.0.replicas``). Raises `Usage`."""
    found: Any = manifest
    for path, value in settings:
        found = _put(found, path.split("."), value, path)
    return dict(found)


def _put(within: Any, steps: Sequence[str], value: Any, path: str) -> Any:
    step, rest = steps[0], steps[1:]
    if isinstance(within, list):
        if not step.isdecimal() or int(step) >= len(within):
            raise Usage(f"--set {path}: {step!r} is no place in a list of {len(within)}; they count from 0")
        put = _put(within[int(step)], rest, value, path) if rest else value
        return [*within[: int(step)], put, *within[int(step) + 1 :]]
    if not isinstance(within, Mapping):
        raise Usage(f"--set {path}: nothing can be inside of {within!r}, where {step!r} should be")
    key = _key(within, steps)
    rest = steps[len(key.split(".")) :]
    return {**within, key: _put(within.get(key, {}), rest, value, path) if rest else value}


def _key(within: Manifest, steps: Sequence[str]) -> str:
    """The longest that is there: names of labels have dots in them."""
    return next(
        (key for end in range(len(steps), 0, -1) if (key := ".".join(steps[:end])) in within), steps[0]
    )
