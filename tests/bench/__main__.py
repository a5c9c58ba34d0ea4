"""``make bench``: every bench in turn; or those that are named (core, startup, …)."""

from __future__ import annotations

import subprocess
import sys

BENCHES = ("startup", "core", "readings", "first_board", "gangs", "admission")


def main() -> int:
    wanted = sys.argv[1:] or list(BENCHES)
    # each in a process of its own: memory that one leaves behind must not count for the next
    codes = [
        subprocess.run([sys.executable, "-m", f"tests.bench.{name}"], check=False).returncode
        for name in wanted
    ]
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
