"""``$(NAME)`` in commands, arguments and values. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

REFERENCE = re.compile(r"\$\$|\$\(([^()]*)\)")


def expand(text: str, env: Mapping[str, str]) -> str:
    """Put variables in. ``$$`` is a dollar sign; an unknown name stays as it is written.

    Source: Kubernetes documentation, "Define Dependent Environment Variables".
    """
    return REFERENCE.sub(lambda match: _value(match, env), text)


def _value(match: re.Match[str], env: Mapping[str, str]) -> str:
    return "$" if match[1] is None else env.get(match[1], match[0])
