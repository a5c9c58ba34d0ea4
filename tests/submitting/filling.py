"""Forms filled in for tests: with as little as they ask for, and with all that they have."""

from __future__ import annotations

from typing import Any

from hub.core.submitting import fields, filled
from hub.model import Code, Create, Field, Filled, Submission
from hub.service.submitting import known

EVERY = known()
WORDS = {
    "name": "all-said",
    "conf": ["spark.sql.shuffle.partitions=64"],
    "cloud-init": "#cloud-config\n",
    "processes": "2",
    "schedule": "*/5 * * * *",
    "time-zone": "Europe/Berlin",
    "config": "{}",
}
KINDS: dict[str, Any] = {
    "text": "word",
    "whole": "3",
    "amount": "3Gi",
    "time": "1h",
    "switch": True,
    "many": ["first", "second"],
    "pairs": ["left=right"],
    "values": ['{"rate": 0.1}', "day=monday"],
    "volumes": ["data:/data", "configmap/conf:/conf:ro", "secret/keys:/keys"],
    "code": Code("work", {"train.py": b"print(1)\n", "lib/data.bin": b"\xff\x00"}),
    "program": Code("app.py", {"app.py": b"print(1)\n"}),
    "command": ["python3", "train.py", "--epochs", "3"],
}


def sample(field: Field) -> Any:
    """Something that may be typed into it."""
    if field.choices:
        return field.choices[-1]
    return "1500m" if field.unit == "cores" else WORDS.get(field.name, KINDS[field.kind])


def least(submission: Submission) -> dict[str, Any]:
    return {field.name: sample(field) for field in fields(submission) if field.required}


def all_of_it(submission: Submission) -> dict[str, Any]:
    """All fields that may stand side by side."""
    return {
        field.name: sample(field) for field in fields(submission) if field.name not in submission.excludes
    }


def form(which: str, /, **given: Any) -> Filled:
    """A form with what it must have, and this."""
    submission = EVERY[which]
    said = {word.replace("_", "-"): value for word, value in given.items()}
    return filled(submission, least(submission) | said, "x7f2k")


def made(which: str, /, **given: Any) -> list[dict[str, Any]]:
    """The objects of a form."""
    intents = EVERY[which].make(form(which, **given))
    return [dict(intent.manifest) for intent in intents if isinstance(intent, Create)]
