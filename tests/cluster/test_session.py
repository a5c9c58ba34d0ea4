"""Every way to prove who we are, against a real API server; whatever a kubeconfig may say."""

from __future__ import annotations

import base64
import json
import os
import stat
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from hub.cluster.discovery import AGGREGATED, discover
from hub.cluster.failures import Forbidden
from hub.cluster.older import discover as discover_as_of_old
from hub.cluster.session import Session, connect
from hub.errors import HubError, NotAllowed, NotFound, Usage

from .plane import Plane

pytestmark = pytest.mark.cluster


class Config:
    """A kubeconfig that can be changed."""

    def __init__(self, plane: Plane, folder: Path) -> None:
        self.plane, self.folder, self.file = plane, folder, folder / "config"
        self.token = plane.tokens()["admin"]

    def connect(self, user: dict[str, Any], **cluster: Any) -> Session:
        entry = {"server": self.plane.server, "certificate-authority": self.plane.pki("ca.crt"), **cluster}
        content = {
            "clusters": [{"name": "c", "cluster": {k: v for k, v in entry.items() if v is not None}}],
            "users": [{"name": "u", "user": user}],
            "contexts": [{"name": "x", "context": {"cluster": "c", "user": "u"}}],
            "current-context": "x",
        }
        self.file.write_text(yaml.safe_dump(content))
        return connect(str(self.file))

    def data(self, name: str) -> str:
        return base64.b64encode(Path(self.plane.pki(name)).read_bytes()).decode()


@pytest.fixture
def config(plane: Plane, tmp_path: Path) -> Config:
    return Config(plane, tmp_path)


async def me(session: Session) -> str:
    """Who the API server takes us for."""
    review = {"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"}
    answer = msgspec.json.decode(
        await session.post("/apis/authentication.k8s.io/v1/selfsubjectreviews", review)
    )
    name: str = answer["status"]["userInfo"]["username"]
    return name


async def test_a_token(config: Config) -> None:
    async with config.connect({"token": config.token}) as session:
        assert await me(session) == "admin"


async def test_a_client_certificate_in_files_and_inline(config: Config) -> None:
    name, pki = "kubelet-client", config.plane.pki
    files = {"client-certificate": pki(f"{name}.crt"), "client-key": pki(f"{name}.key")}
    async with config.connect(files) as session:
        assert await me(session) == "kube-apiserver-kubelet-client"
    inline = {
        "client-certificate-data": config.data(f"{name}.crt"),
        "client-key-data": config.data(f"{name}.key"),
    }
    ca = {"certificate-authority": None, "certificate-authority-data": config.data("ca.crt")}
    async with config.connect(inline, **ca) as session:
        assert await me(session) == "kube-apiserver-kubelet-client"


async def test_a_token_file_is_read_again_when_it_changes(config: Config, tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text(config.plane.tokens()["ada"] + "\n")
    async with config.connect({"tokenFile": "token"}) as session:
        assert await me(session) == "ada"
        file.write_text(config.token)
        os.utime(file, ns=(1, 1))
        assert await me(session) == "admin"
        file.unlink()
        with pytest.raises(Usage, match=r"token file .* cannot be read"):
            await me(session)


async def test_the_ways_to_trust_a_server(config: Config) -> None:
    user = {"token": config.token}
    async with config.connect(user, **{"tls-server-name": "elsewhere"}) as session:
        with pytest.raises(HubError, match=r"certificate that does not fit .* tls-server-name"):
            await me(session)
    by_name = config.plane.server.replace("127.0.0.1", "localhost")
    async with config.connect(
        user, server=by_name, **{"tls-server-name": "kubernetes.default.svc"}
    ) as session:
        assert await me(session) == "admin"
    careless = {
        "insecure-skip-tls-verify": True,
        "certificate-authority": None,
        "tls-server-name": "elsewhere",
    }
    async with config.connect(user, **careless) as session:
        assert await me(session) == "admin"


async def test_a_proxy_that_is_named_is_used(config: Config) -> None:
    user = {"token": config.token}
    async with config.connect(user, **{"proxy-url": "http://127.0.0.1:1"}) as session:
        with pytest.raises(HubError, match=r"nothing answers|no connection"):
            await me(session)
    async with config.connect(user, **{"proxy-url": "socks5://127.0.0.1:1"}) as session:
        with pytest.raises(Usage, match=r"socks5://127.0.0.1:1 of the kubeconfig is no HTTP proxy"):
            await me(session)


async def test_broken_credentials_are_one_line(config: Config, tmp_path: Path) -> None:
    (tmp_path / "ca").write_text("no certificate")
    pki = config.plane.pki
    mixed = {"client-certificate": pki("kubelet-client.crt"), "client-key": pki("apiserver.key")}
    cases: list[tuple[dict[str, Any], dict[str, Any], str]] = [
        (
            {"client-certificate": "absent", "client-key": "absent"},
            {},
            "client-certificate .*absent .* cannot be read",
        ),
        (
            {"client-certificate-data": "%", "client-key-data": "a"},
            {},
            "client-key-data in the kubeconfig is not base64",
        ),
        (mixed, {}, "client-certificate and client-key of the kubeconfig do not fit"),
        ({}, {"certificate-authority": "ca"}, "no PEM certificate"),
    ]
    for user, cluster, says in cases:
        with pytest.raises(Usage, match=says) as told:
            async with config.connect(user, **cluster) as session:
                await me(session)
        assert "\n" not in str(told.value)


def command(folder: Path, script: str) -> dict[str, Any]:
    """A user whose credentials a command gives."""
    file = folder / "login"
    file.write_text(f"#!{sys.executable}\n{script}")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    return {
        "exec": {
            "apiVersion": "client.authentication.k8s.io/v1",
            "command": str(file),
            "interactiveMode": "Never",
        }
    }


def credential(**status: str) -> str:
    head = {"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential"}
    return json.dumps(head | {"status": status})


async def test_a_command_gives_the_token_and_is_run_again_when_it_expires(
    config: Config, tmp_path: Path
) -> None:
    """The first token ends at once, the second is refused, the third works."""
    past = (datetime.now(UTC) - timedelta(hours=1)).isoformat().replace("+00:00", "Z")
    answers = [
        credential(token="a", expirationTimestamp=past),
        credential(token="b"),
        credential(token=config.token),
    ]
    (tmp_path / "answers").write_text(json.dumps(answers))
    script = f"""
import json, pathlib
file = pathlib.Path({str(tmp_path / "answers")!r})
first, *rest = json.loads(file.read_text())
file.write_text(json.dumps(rest or [first]))
print(first)
"""
    async with config.connect(command(tmp_path, script)) as session:
        assert await me(session) == "admin"
        assert json.loads((tmp_path / "answers").read_text()) == answers[2:]


async def test_a_command_that_fails_is_told(config: Config, tmp_path: Path) -> None:
    async with config.connect(command(tmp_path, "raise SystemExit('log in with: acme login')")) as session:
        with pytest.raises(
            NotAllowed, match=r"no credentials from .*login \(.*acme login.*\); log in with it"
        ) as told:
            await me(session)
    assert "\n" not in str(told.value)


async def test_a_token_that_expired_is_told(config: Config) -> None:
    async with config.connect({"token": "old"}) as session:
        with pytest.raises(
            Forbidden, match=r"credentials of user 'u' \(expired or revoked\?\); log in again"
        ) as told:
            await session.get("/api")
    assert told.value.exit_code == 4


async def test_both_kinds_of_discovery_find_the_same(session: Session) -> None:
    new = await discover(session, [])
    old = await discover_as_of_old(session, await session.get("/apis"), frozenset(kind.group for kind in new))
    assert dict(new) == dict(old)
    assert b"APIGroupDiscoveryList" in await session.get("/apis", accept=AGGREGATED)


async def test_what_is_not_there_says_so(session: Session) -> None:
    with pytest.raises(NotFound, match='pods "absent" not found'):
        await session.get("/api/v1/namespaces/default/pods/absent")
