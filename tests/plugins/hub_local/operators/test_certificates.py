"""Certificates that a webhook server, the API server and an operator's own rotation accept."""

from __future__ import annotations

import ssl
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from hub_local.operators.certificates import certify, secret
from hub_local.operators.records import Serving

SERVING = Serving(names=("hook.system.svc",), secret="system/certs", authority="own-ca")


def handshake(folder: Path, name: str) -> None:
    """A TLS handshake in memory, client and server in turn."""
    server_context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_context.load_cert_chain(folder / "tls.crt", folder / "tls.key")
    client_context = ssl.create_default_context(cafile=str(folder / "ca.crt"))
    there, back = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = client_context.wrap_bio(back, there, server_hostname=name)
    server = server_context.wrap_bio(there, back, server_side=True)
    for side in (client, server, client, server):
        try:
            side.do_handshake()
        except ssl.SSLWantReadError:
            continue


def test_the_server_is_trusted_by_name_and_by_address(tmp_path: Path) -> None:
    certify(SERVING, "10.244.0.1", tmp_path)
    handshake(tmp_path, "hook.system.svc")
    handshake(tmp_path, "10.244.0.1")


def test_the_issuer_is_one_that_a_rotator_takes_for_its_own(tmp_path: Path) -> None:
    files = certify(SERVING, "10.244.0.1", tmp_path)
    issuer = x509.load_pem_x509_certificate(files["ca.crt"])
    names = issuer.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["own-ca"]
    assert files["ca.key"].startswith(b"-----BEGIN RSA PRIVATE KEY-----")
    assert load_pem_private_key(files["ca.key"], None).public_key() == issuer.public_key()


def test_a_second_start_keeps_them(tmp_path: Path) -> None:
    assert certify(SERVING, "10.244.0.1", tmp_path) == certify(SERVING, "10.244.0.1", tmp_path)


def test_the_secret_has_the_same_files(tmp_path: Path) -> None:
    made = secret("system/certs", certify(SERVING, "10.244.0.1", tmp_path))
    assert made["metadata"] == {"name": "certs", "namespace": "system"}
    assert set(made["data"]) == {"ca.crt", "ca.key", "tls.crt", "tls.key"}
