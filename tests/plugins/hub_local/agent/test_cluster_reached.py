"""The hub's own way into pods: commands, a shell, ports that outlive the pod behind them."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from .conftest import Cluster, eventually

pytestmark = pytest.mark.cluster
HUB = str(Path(sys.executable).with_name("hub"))
KEY = "deployment/default/reached"


def env(cluster: Cluster) -> dict[str, str]:
    return {**os.environ, "KUBECONFIG": str(cluster.running.kubeconfig)}


def hub(cluster: Cluster, *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [HUB, *words], env=env(cluster), input=stdin, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def served(cluster: Cluster) -> Iterator[Cluster]:
    """A web server that the hub submitted, ready."""
    command = ["--", "python3", "-m", "http.server", "8000"]
    done = hub(cluster, "submit", "deployment", "--name", "reached", "--port", "8000", "--wait", *command)
    assert done.returncode == 0, done.stderr
    yield cluster
    hub(cluster, "delete", KEY, "--yes", "--wait")


@contextmanager
def connected(cluster: Cluster, *words: str) -> Iterator[str]:
    """The address that `hub connect` prints, while it runs."""
    command = [HUB, "connect", KEY, *words]
    with subprocess.Popen(command, env=env(cluster), stdout=subprocess.PIPE, text=True) as running:
        try:
            assert running.stdout is not None
            yield running.stdout.readline().split()[-1]
        finally:
            running.terminate()


def fetched(address: str) -> str:
    with urllib.request.urlopen(address, timeout=60) as answer:
        return str(answer.read().decode())


def test_a_command_has_its_own_output_errors_input_and_exit_code(served: Cluster) -> None:
    done = hub(served, "exec", KEY, "--", "sh", "-c", "echo out; echo err >&2; exit 7")
    assert (done.returncode, done.stdout, done.stderr) == (7, "out\n", "err\n")
    assert hub(served, "exec", KEY, "-i", "--", "cat", stdin="typed\n").stdout == "typed\n"


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["exec", KEY], 2, "which command?"),
        (["exec", KEY, "--pod", "x", "--", "ls"], 3, f"{KEY} has no pod x: reached-"),
        (["exec", KEY, "-c", "x", "--", "ls"], 3, "has no container x: main"),
        (["exec", KEY, "-t", "--", "ls"], 2, "there is no terminal here to give to it"),
        (["connect", KEY, "--port", "web"], 2, "--port 'web': it has 8000"),
    ],
)
def test_what_cannot_be_reached(served: Cluster, words: list[str], code: int, says: str) -> None:
    done = hub(served, *words)
    assert done.returncode == code
    assert says in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_shell_has_a_terminal_and_hands_on_its_exit_code(served: Cluster) -> None:
    here, there = pty.openpty()
    with subprocess.Popen(
        [HUB, "shell", KEY], env=env(served), stdin=there, stdout=there, stderr=there
    ) as shell:
        os.close(there)
        os.write(here, b"test -t 0 && exit 5\n")
        assert shell.wait(60) == 5
    os.close(here)


def test_a_port_leads_to_the_pod_that_takes_the_place_of_one_that_goes(served: Cluster) -> None:
    def pods() -> list[str]:
        return served.kubectl("get", "pods", "-l", "app.kubernetes.io/name=reached", "-o", "name").split()

    with connected(served, "--port", "18123:8000") as address:
        assert address == "http://127.0.0.1:18123/"
        assert "Directory listing" in fetched(address)
        [before] = pods()
        served.kubectl("delete", before, "--wait=false")
        assert "Directory listing" in fetched(address)
        eventually(lambda: pods() and before not in pods())
        assert "Directory listing" in fetched(address)
