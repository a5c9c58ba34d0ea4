"""The words of the hub: phases, kinds, objects, pods, workloads, intents.

Only data and the questions it answers about itself. Nothing here does I/O,
reads a clock, or knows a framework. Records are `msgspec.Struct`: small in
memory, and encoded as the JSON that `INTERFACES` promises without a second
description of its shape.
"""

from .ganging import MARK, Choice, Group, Ignored, Link, Plan
from .intents import Apply, Call, Create, Delete, Intent, Patch, Ref
from .names import Category, Key, Kind, Phase
from .objects import Doc, Obj, Owner, Thing
from .pods import Container, Pod, PodState
from .resources import NOTHING, Resources, quantity
from .submission import Code, Field, Filled, Submission, Volume
from .workload import (
    Change,
    Connection,
    Family,
    Gang,
    GangGroup,
    PodCounts,
    PodSet,
    Status,
    Workload,
)

__all__ = [
    "MARK",
    "NOTHING",
    "Apply",
    "Call",
    "Category",
    "Change",
    "Choice",
    "Code",
    "Connection",
    "Container",
    "Create",
    "Delete",
    "Doc",
    "Family",
    "Field",
    "Filled",
    "Gang",
    "GangGroup",
    "Group",
    "Ignored",
    "Intent",
    "Key",
    "Kind",
    "Link",
    "Obj",
    "Owner",
    "Patch",
    "Phase",
    "Plan",
    "Pod",
    "PodCounts",
    "PodSet",
    "PodState",
    "Ref",
    "Resources",
    "Status",
    "Submission",
    "Thing",
    "Volume",
    "Workload",
    "quantity",
]
