"""Squares on Ray: each task says where it ran."""

import socket
import sys

import ray

ray.init()


@ray.remote
def square(number: int) -> tuple[str, int]:
    return socket.gethostname(), number * number


answers = ray.get([square.remote(number) for number in range(int(sys.argv[1]))])
print("sum", sum(value for _, value in answers), "on", sorted({host for host, _ in answers}))
