"""Pod addresses: each given to one pod at a time."""

from __future__ import annotations

import random
from collections.abc import Iterator
from ipaddress import IPv4Network


class NoAddress(Exception):
    """Every address of the pod range is in use."""


class Addresses:
    """The first 256 addresses stay free for the gateway and the host side.

    Giving out begins at a random place and goes round, so that an address that was just freed, and may still
    stand in somebody's connection, is not the next one.
    """

    def __init__(self, block: str) -> None:
        network = IPv4Network(block)
        self._first, self._count = int(network[256]), network.num_addresses - 257
        self._next = random.randrange(self._count)
        self._network = network
        self._owner: dict[str, str] = {}

    def claim(self, address: str, uid: str) -> bool:
        """Keep an address that a pod has already. False where another pod holds it."""
        return self._owner.setdefault(address, uid) == uid

    def take(self, uid: str) -> str:
        for address in self._round():
            if self.claim(address, uid):
                return address
        raise NoAddress(f"all {self._count} pod addresses are in use")

    def release(self, address: str, uid: str) -> None:
        if self._owner.get(address) == uid:
            del self._owner[address]

    def _round(self) -> Iterator[str]:
        for _ in range(self._count):
            self._next = (self._next + 1) % self._count
            yield str(self._network[self._first - int(self._network[0]) + self._next])
