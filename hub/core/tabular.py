"""What a table for machines has unless somebody names its columns: the same for every face."""

from __future__ import annotations

CSV = (
    "key,type,framework,category,namespace,name,phase,reason,message,submittedBy,queue,priorityClass,gpu,cpu,memory,"
    "desired,ready,succeeded,failed,gang.state,attempt,created,started,ended,since,parent"
)
"""The columns of CSV."""


def heads(named: str) -> list[str]:
    """The heads of named columns, as they were typed."""
    return [name.strip() for name in named.split(",") if name.strip()]
