"""Certificates for webhook servers: one issuer per operator, made when it is first started."""

from __future__ import annotations

import base64
import datetime
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from hub_local.operators.records import Serving

# The names that Kubernetes' TLS Secrets use, which cert-controller's rotator expects too.
FILES = ("ca.crt", "ca.key", "tls.crt", "tls.key")
YEARS = datetime.timedelta(days=3650)


@dataclass(frozen=True)
class Pair:
    certificate: x509.Certificate
    key: rsa.RSAPrivateKey


def certify(serving: Serving, address: str, folder: Path) -> dict[str, bytes]:
    """The four PEM files in `folder`, made there when missing; file name -> content."""
    if not all((folder / name).is_file() for name in FILES):
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in fresh(serving, address).items():
            (folder / name).write_bytes(content)
            (folder / name).chmod(0o600)
    return {name: (folder / name).read_bytes() for name in FILES}


def fresh(serving: Serving, address: str) -> dict[str, bytes]:
    # The rotator asks that its issuer's certificate be valid for the issuer's own name.
    issuer = sign(serving.authority, [x509.DNSName(serving.authority)], None)
    names = [*map(x509.DNSName, serving.names), x509.IPAddress(ip_address(address))]
    server = sign(serving.names[0], names, issuer)
    return {
        "ca.crt": public(issuer),
        "ca.key": private(issuer),
        "tls.crt": public(server),
        "tls.key": private(server),
    }


def sign(name: str, names: list[x509.GeneralName], issuer: Pair | None) -> Pair:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC) - datetime.timedelta(hours=1)
    draft = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + YEARS)
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
    )
    return Pair(draft.sign(issuer.key if issuer else key, SHA256()), key)


def public(pair: Pair) -> bytes:
    return pair.certificate.public_bytes(Encoding.PEM)


def private(pair: Pair) -> bytes:
    # PKCS #1: the rotator reads its issuer's key as nothing else (cert-controller, pkg/rotator).
    return pair.key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())


def secret(name: str, files: dict[str, bytes]) -> dict[str, Any]:
    """The files as the Secret ``namespace/name``."""
    namespace, _, own = name.partition("/")
    data = {key: base64.b64encode(content).decode() for key, content in files.items()}
    return {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": own, "namespace": namespace},
        "data": data,
    }
