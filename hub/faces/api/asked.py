"""What a request asks for: the query parameters that lists, streams and sums share."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import unquote

from fastapi import Depends, Path, Query, Request

from hub.errors import Usage
from hub.service.standing import Question

LONGEST = 4000
"""Letters of a filter or search."""

Filter = Annotated[
    str,
    Query(
        max_length=LONGEST,
        description="The filter language of the command line.",
        examples=["phase=Running and gpu>=2 and age<2h"],
    ),
]
Search = Annotated[
    str, Query(max_length=LONGEST, description="Words that must all be mentioned.", examples=["bert ada"])
]
Sort = Annotated[
    str,
    Query(max_length=500, description="Fields to sort by; - is the largest first.", examples=["-gpu,age"]),
]
Types = Annotated[list[str] | None, Query(alias="type", max_length=100, description="Only these types.")]
Namespaces = Annotated[
    list[str] | None, Query(alias="namespace", max_length=1000, description="Only these namespaces.")
]
Phases = Annotated[list[str] | None, Query(alias="phase", max_length=9, description="Only these phases.")]
Labels = Annotated[
    str, Query(max_length=LONGEST, description="A label selector, as kubectl takes it.", examples=["team=a"])
]
Columns = Annotated[
    str,
    Query(
        max_length=2000,
        description="Fields to give, instead of whole workloads.",
        examples=["key,phase,gpu,age"],
    ),
]
DryRun = Annotated[bool, Query(alias="dryRun", description="Check everything, change nothing.")]

Together = Annotated[
    bool, Query(description="The first object owns the others, and all are made or none: a copy.")
]


async def question(
    filter: Filter = "",  # noqa: A002  the contract's word
    search: Search = "",
    sort: Sort = "",
    types: Types = None,
    namespaces: Namespaces = None,
    phases: Phases = None,
    selector: Labels = "",
) -> Question:
    """Which workloads, in which order."""
    return Question(
        types=tuple(types or ()),
        namespaces=tuple(namespaces or ()),
        phases=tuple(word for words in phases or () for word in words.split(",")),
        filter=filter,
        search=search,
        order=sort,
        selector=selector,
    )


async def key(
    request: Request,
    type: Annotated[str, Path(examples=["rayjob"])],  # noqa: A002  the contract's word
    namespace: Annotated[str, Path(examples=["team-a"])],
    name: Annotated[str, Path(description="`NAME@UID` names an earlier one.", examples=["train-1"])],
) -> str:
    """A workload's key, from the address as it was written: its parts stay encoded, as in every key."""
    parts = [type, namespace, name]
    if any("\x00" in unquote(part) for part in parts):
        raise Usage("a key has no NUL in it")
    return "/".join(parts)


Asked = Annotated[Question, Depends(question)]
Key = Annotated[str, Depends(key)]
