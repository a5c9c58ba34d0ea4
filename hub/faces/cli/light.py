"""Options that are text need no coercion: this keeps typer from importing pydantic for them.

typer 0.29 coerces every value through a pydantic adapter that it builds on first use
(``_TyperParameter.get_runtime_param``): 60 to 100 ms for ``hub ls``, which is all text and switches.
Versions that have no such step lose nothing; were it renamed, only the speed would be lost.
"""

from __future__ import annotations

from typing import Any

_PLAIN = (str, list[str], bool)
"""``bool`` are switches: the parser makes them true or false before."""


class _AsItIs:
    """Stands in for the adapter of a parameter that is text or a list of texts."""

    @staticmethod
    def coerce(value: Any, param: Any, ctx: Any) -> Any:
        if value is None and (param.multiple or param.nargs == -1):
            return ()
        return value


def command(given: Any) -> Any:
    """The same command, without the step for its parameters that are text or switches."""
    parameters = given.get_params

    def light(ctx: Any) -> list[Any]:
        found: list[Any] = parameters(ctx)
        for parameter in found:
            descriptor = getattr(parameter, "type_descriptor", None)
            if descriptor is not None and descriptor.annotation in _PLAIN:
                parameter.get_runtime_param = _AsItIs
        return found

    given.get_params = light
    return given
