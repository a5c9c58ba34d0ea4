"""A port outside that leads inside."""

from __future__ import annotations

import os
import socket
import threading

from hub_local import gateway


def test_bytes_go_both_ways_and_each_end_is_passed_on() -> None:
    with socket.create_server(("127.0.0.1", 0)) as inside, socket.create_server(("127.0.0.1", 0)) as outside:
        target = ("127.0.0.1", inside.getsockname()[1])
        threading.Thread(target=gateway.serve, args=(outside.dup(), target), daemon=True).start()
        with socket.create_connection(outside.getsockname()) as user:
            program, _ = inside.accept()
            with program:
                sent = os.urandom(3_000_000)
                threading.Thread(target=lambda: (user.sendall(sent), user.shutdown(socket.SHUT_WR))).start()
                assert read_all(program) == sent
                program.sendall(b"and back")
                program.shutdown(socket.SHUT_WR)
                assert read_all(user) == b"and back"


def read_all(connection: socket.socket) -> bytes:
    return b"".join(iter(lambda: connection.recv(65536), b""))


def test_a_refused_target_closes_the_connection() -> None:
    nobody = socket.create_server(("127.0.0.1", 0))
    target = nobody.getsockname()
    nobody.close()
    ours, theirs = socket.socketpair()
    gateway.join(theirs, target)
    with ours:
        assert ours.recv(1) == b""
