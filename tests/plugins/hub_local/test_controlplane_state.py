"""What is kept of a cluster, and what may be asked for."""

from __future__ import annotations

import socket
import ssl
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography import x509
from hub_local import cluster, ports
from hub_local.images import add_images, base_table
from hub_local.pki import ADMIN, Pki
from hub_local.records import Cluster, Mode, Ports, Request, Shape
from hub_local.state import Folder
from hub_local.state import replace as write_whole

from hub.errors import NotFound, Usage


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HUB_LOCAL_STATE", str(tmp_path / "clusters"))
    return tmp_path / "clusters"


def test_a_damaged_record_counts_as_none(state: Path) -> None:
    folder = Folder("it")
    folder.make()
    folder.write(Cluster(mode=Mode.USER, operators=("ray",), version="v1.37.2"))
    assert folder.read().operators == ("ray",)
    folder.record.write_text("{")
    assert folder.read() == Cluster()


def test_files_are_written_whole_and_for_the_user_only(tmp_path: Path) -> None:
    assert write_whole(tmp_path / "file", b"one")
    assert not write_whole(tmp_path / "file", b"one")
    assert write_whole(tmp_path / "file", b"two")
    assert (tmp_path / "file").read_bytes() == b"two"
    assert (tmp_path / "file").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_purging_gets_past_folders_without_permissions(state: Path) -> None:
    folder = Folder("it")
    folder.make()
    (folder.node / "work").mkdir(mode=0)
    folder.remove()
    assert not folder.path.exists()


def test_images_are_added_and_stay(state: Path) -> None:
    folder = Folder("it")
    folder.make()
    add_images(folder, base_table())
    add_images(folder, {"rayproject/ray:*": {"path": ["/x"]}})
    table = folder.images.read_text()
    assert "rayproject/ray:*" in table
    assert "busybox:*" in table
    assert f"python:{sys.version_info.major}.{sys.version_info.minor}" in table


def test_the_certificates_fit_the_addresses_they_are_used_under(tmp_path: Path) -> None:
    keys = Pki(tmp_path)
    keys.make()
    before = keys.tokens()
    keys.make()
    assert keys.tokens() == before
    assert len(before[ADMIN]) >= 40
    certificate = x509.load_pem_x509_certificate(Path(keys.file("apiserver.crt")).read_bytes())
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert "kubernetes.default.svc" in names.get_values_for_type(x509.DNSName)
    assert {"127.0.0.1", "10.244.0.1", "10.96.0.1"} <= {
        str(ip) for ip in names.get_values_for_type(x509.IPAddress)
    }
    assert ssl.create_default_context(cafile=keys.file("ca.crt")).cert_store_stats()["x509_ca"] == 1
    modes = {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    assert modes == {0o600}


def test_what_is_not_named_stays_as_it_was() -> None:
    shape = Shape().changed(Request(nodes=3, gpus=4))
    assert (shape.nodes, shape.gpus) == (3, 4)
    assert shape.changed(Request()) == shape
    assert shape.changed(Request(gpus=0)).gpus == 0
    assert replace(shape, simulate=("*",)).changed(Request(simulate=())).simulate == ()


@pytest.mark.parametrize("name", ["", "Upper", "a/b", "..", "-a", "a-", "x" * 41])
def test_a_name_that_cannot_be_one_is_refused(name: str) -> None:
    with pytest.raises(Usage, match="cannot name a cluster"):
        cluster.up(Request(name), print)


def test_no_nodes_are_refused() -> None:
    with pytest.raises(Usage, match="one node or more, not 0"):
        cluster.up(Request("it", nodes=0), print)


def test_what_is_not_there_is_told_with_what_is(state: Path) -> None:
    folder = Folder("other")
    folder.make()
    folder.write(Cluster())
    for act in (lambda: cluster.status("it"), lambda: cluster.down("it", False, print)):
        with pytest.raises(NotFound, match="no local cluster 'it'; there are: other"):
            act()
    assert cluster.clusters() == ["other"]


def test_ports_are_kept_unless_somebody_has_them() -> None:
    first = ports.choose(Mode.SIMULATED, Ports())
    assert ports.choose(Mode.SIMULATED, first) == first
    with socket.create_server(("127.0.0.1", first.etcd)):
        second = ports.choose(Mode.SIMULATED, first)
    assert second.etcd != first.etcd
    inside = ports.choose(Mode.USER, first)
    assert (inside.outside, inside.apiserver, inside.etcd) == (first.outside, 6443, 2379)


def test_an_operator_that_does_not_exist_is_told_before_anything_starts(state: Path) -> None:
    with pytest.raises(Usage, match=r"--with rey: .*did you mean 'ray'"):
        cluster.up(Request("it", operators=("rey",)), print)
    assert not state.exists()
