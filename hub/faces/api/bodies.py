"""What may be sent: small bodies, checked by FastAPI. They are no hot path."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

Replicas = Annotated[int | None, Field(ge=0, le=100_000, description="For `scale`: how many pods.")]


class Size(BaseModel):
    """What an action takes besides its verb."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"replicas": 3}]})
    replicas: Replicas = None


class Many(Size):
    """Which workloads are meant: some keys, or whatever a filter finds that can do it."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"keys": ["rayjob/team-a/train-1"]}]}
    )
    keys: Annotated[list[Annotated[str, Field(max_length=2000)]], Field(max_length=1000)] = []
    filter: Annotated[str, Field(max_length=4000)] = ""


Name = Annotated[str, Field(max_length=63, pattern=r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")]


class Filling(BaseModel):
    """A form as it is filled in. Files are ``{"name": …, "files": {path: base64}}``."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"namespace": "team-a", "fields": {"gpus": "2"}}]}
    )
    namespace: Name = "default"
    fields: Annotated[dict[str, Any], Field(max_length=200)] = {}


class Submission(Filling):
    """The same, to be submitted."""

    submission: Annotated[str, Field(max_length=63)]
