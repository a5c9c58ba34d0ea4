"""``python -m hub_local.prepare [OPERATOR…]``: check the machine and build what runs, without starting it."""

from __future__ import annotations

import sys

from hub.errors import HubError
from hub_local import binaries, requirements
from hub_local.operators.choose import choose
from hub_local.operators.launch import provide


def say(line: str) -> None:
    print(line, flush=True)


def main() -> int:
    try:
        requirements.check()
        say(f"control plane programs: {binaries.provide(say).folder}")
        for operator in choose(sys.argv[1:]):
            provide(operator, say)
            say(f"{operator.title} {operator.version}: ready")
    except HubError as error:
        sys.stderr.write(f"hub: {error}\n")
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
