"""Run inside the cluster: `python listens.py HOST PORT SECONDS` ends with 0 once somebody listens there."""

from __future__ import annotations

import socket
import sys
import time


def listens(host: str, port: int, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            socket.create_connection((host, port), timeout=1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return True
    return False


if __name__ == "__main__":
    sys.exit(not listens(sys.argv[1], int(sys.argv[2]), float(sys.argv[3])))
