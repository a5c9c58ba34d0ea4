"""The command line of a user who may read little, or nothing, on a real API server."""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import PIPE
from typing import NamedTuple

import pytest

from hub.cluster.session import Session

from .bodies import pod
from .plane import Plane

pytestmark = pytest.mark.cluster
RBAC = "/apis/rbac.authorization.k8s.io/v1"
MAIN = "from hub.faces.cli import main; main()"


class Ran(NamedTuple):
    """What a command printed, and its exit code."""

    code: int | None
    out: str
    err: str


async def hub(plane: Plane, *arguments: str) -> Ran:
    words = ("-c", MAIN, *arguments, "--kubeconfig", plane.kubeconfig, "--context", "bo")
    ran = await asyncio.create_subprocess_exec(sys.executable, *words, stdout=PIPE, stderr=PIPE)
    out, err = await ran.communicate()
    return Ran(ran.returncode, out.decode(), err.decode())


async def allow(session: Session, namespace: str, *resources: str) -> None:
    """Bo may read these there."""
    rules = [{"apiGroups": [""], "resources": list(resources), "verbs": ["get", "list", "watch"]}]
    role = {"kind": "Role", "apiGroup": "rbac.authorization.k8s.io", "name": "read"}
    place = f"{RBAC}/namespaces/{namespace}"
    await session.post(f"{place}/roles", {"metadata": {"name": "read"}, "rules": rules})
    bound = {"metadata": {"name": "read"}, "roleRef": role, "subjects": [{"kind": "User", "name": "bo"}]}
    await session.post(f"{place}/rolebindings", bound)


@pytest.mark.parametrize(
    "verb", [("ls",), ("pods",), ("ls", "-o", "json"), ("show", "job/team-a/a"), ("ls", "-w")]
)
async def test_who_may_read_nothing_is_told_so(plane: Plane, verb: tuple[str, ...]) -> None:
    ran = await hub(plane, *verb)
    assert (ran.code, ran.out) == (4, "")
    assert ran.err.startswith("hub: not allowed to read anything in namespace team-a: Pod, apps/DaemonSet, ")
    assert ran.err.endswith("batch/Job; `hub doctor` says how to change that\n")
    assert ran.err.count("\n") == 1


async def test_the_doctor_tells_them_what_to_ask_for(plane: Plane) -> None:
    ran = await hub(plane, "doctor")
    assert ran.code == 1
    assert "kubectl create clusterrole workload-hub --verb=list,watch,create,patch,delete" in ran.out.replace(
        "\n", " "
    )


async def test_who_may_read_some_sees_it_and_is_told_the_rest(
    plane: Plane, session: Session, namespace: str
) -> None:
    await allow(session, namespace, "pods")
    await session.post(f"/api/v1/namespaces/{namespace}/pods", pod("alone"))
    ran = await hub(plane, "ls", "-n", namespace, "-o", "name")
    assert (ran.code, ran.out) == (0, f"pod/{namespace}/alone\n")
    assert ran.err.startswith("hub: not allowed to read apps/DaemonSet, ")
    assert "Pod" not in ran.err
