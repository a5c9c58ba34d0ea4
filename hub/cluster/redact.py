"""What a recording must not keep: secrets, and the values of environment variables.

Names stay, so that a reader sees what was set; so do references (``valueFrom``),
which name a secret and do not hold it. Works on any object: a pod, a template in
a custom resource, a virtual machine.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

REMOVED = "REMOVED"
"""What stands in the place of a value that was taken out, where something must."""
ENVIRONMENTS = frozenset({"env", "envvars", "envs", "environment", "env_vars", "envsecretkeyrefs"})
"""Fields that hold environment variables, in lower case: lists of name and value, or mappings."""
OPAQUE = frozenset(
    {"runtimeenvyaml", "userdata", "userdatabase64", "networkdata", "networkdatabase64", "cabundle"}
)
"""Fields whose text holds such things in a form of its own (Ray's runtime environment, cloud-init)."""
LABELS = frozenset({"labels", "matchLabels"})
"""Never secret, and what grouping reads."""
_NAMES = r"passw|credential|api[-_.]?key|access[-_.]?key|token(?!expir|path)|secret(?!name|ref|keyref|type)"
SECRET = re.compile(_NAMES, re.I)
"""Names whose plain-text value is nobody's business."""
OPTION = re.compile(rf"((?:{_NAMES})[\w.-]{{0,40}}[= ])\S+", re.I)
"""The end of a command's ``--api-token=X``. It begins at the word that is known, and so takes one pass."""
BEGIN = re.compile(r"(?:^|\s)-[\w.-]*$")
QUOTED = re.compile(
    rf'("[\w.-]{{0,40}}(?:{_NAMES})[\w.-]{{0,40}}"\s{{0,4}}:\s{{0,4}})"(?:[^"\\]|\\.)*"', re.I
)
"""JSON inside of a text, such as the argument of Airflow's workers: ``{"token": "…"}``."""
SETTING = re.compile(r"(spark\.(?:executorEnv|kubernetes\.(?:driver|executor)Env)\.([\w.-]{1,200}))(=\S+)?")
"""Spark's settings that are environment variables (``configuration`` and ``running-on-kubernetes``, 4.0)."""
NOTED = ("kubectl.kubernetes.io/last-applied-configuration", "objectset.rio.cattle.io/applied")
"""Annotations that hold the whole manifest once more."""


def redacted(manifest: Mapping[str, Any], identity: Collection[str] = ()) -> dict[str, Any]:
    """A copy without secrets, values and bookkeeping. Variables named in ``identity`` keep their value."""
    cleaned: dict[str, Any] = _clean("", manifest, frozenset(identity))
    meta = cleaned.get("metadata")
    if isinstance(meta, dict):
        meta.pop("managedFields", None)
        for name in NOTED:
            (meta.get("annotations") or {}).pop(name, None)
    if cleaned.get("kind") == "Secret":
        for field in ("data", "stringData"):
            cleaned[field] = dict.fromkeys(cleaned.get(field) or {}, "")
    return cleaned


def _clean(field: str, value: Any, identity: frozenset[str]) -> Any:
    variables = field.lower() in ENVIRONMENTS
    if isinstance(value, Mapping) and field not in LABELS:
        clean = _kept if variables else _clean
        return {name: clean(name, each, identity) for name, each in value.items()}
    if isinstance(value, list):
        return [_variable(v, identity) for v in value] if variables else _list(field, value, identity)
    return _text(field, value, identity) if isinstance(value, str) else value


def _list(field: str, values: list[Any], identity: frozenset[str]) -> list[Any]:
    """Items, and arguments: what follows ``--token`` goes as well."""
    before = [None, *values]
    return [
        REMOVED
        if isinstance(last, str) and _option(last) and isinstance(value, str)
        else _clean(field, value, identity)
        for last, value in zip(before, values, strict=False)
    ]


def _option(word: str) -> bool:
    return word.startswith("-") and len(word) < 100 and "=" not in word and SECRET.search(word) is not None


def _variable(entry: Any, identity: frozenset[str]) -> Any:
    """One of a list of variables: its name, and where the value comes from."""
    if not isinstance(entry, Mapping):
        return entry
    known = entry.get("name") in identity
    return {key: value for key, value in entry.items() if key != "value" or known}


def _kept(name: str, value: Any, identity: frozenset[str]) -> Any:
    return value if name in identity or isinstance(value, Mapping) else REMOVED


def _text(field: str, value: str, identity: frozenset[str]) -> str:
    setting = SETTING.fullmatch(field)
    if setting:
        return value if setting[2] in identity else REMOVED
    if field.lower() in OPAQUE or (SECRET.search(field) and "/" not in field):
        return REMOVED
    value = QUOTED.sub(rf'\1"{REMOVED}"', OPTION.sub(_argument, value))
    return SETTING.sub(
        lambda found: found[0] if found[2] in identity or not found[3] else f"{found[1]}={REMOVED}", value
    )


def _argument(found: re.Match[str]) -> str:
    """Without its value, where it is an option."""
    before = found.string[max(0, found.start() - 40) : found.start()]
    return f"{found[1]}{REMOVED}" if BEGIN.search(before) else found[0]
