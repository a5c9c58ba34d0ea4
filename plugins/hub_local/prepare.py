"""``python -m hub_local.prepare``: check the machine and build the control plane, without starting it."""

from __future__ import annotations

import sys

from hub.errors import HubError
from hub_local import binaries, requirements


def say(line: str) -> None:
    print(line, flush=True)


def main() -> int:
    try:
        requirements.check()
        say(f"control plane programs: {binaries.provide(say).folder}")
    except HubError as error:
        sys.stderr.write(f"hub: {error}\n")
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
