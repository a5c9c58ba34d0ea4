"""Making keys and certificates."""

from __future__ import annotations

import datetime
import ipaddress
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from hub_local import namespace
from hub_local.state import replace

_SERVICE = ["kubernetes", "default", "svc", "cluster", "local"]
_NAMES = [".".join(_SERVICE[:length]) for length in (1, 2, 3, 5)]
_SERVED_AS = [*_NAMES, "localhost", "127.0.0.1", namespace.GATEWAY, namespace.API_SERVICE]
_LIFE = datetime.timedelta(days=3650)
_SKEW = datetime.timedelta(hours=1)  # a clock that is set back must not make the cluster unusable

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


def make_all(folder: Path, users: Mapping[str, str]) -> None:
    """Everything that a control plane needs, and a token for each user (name → group)."""
    cluster = _Authority.make(folder, "ca", "workload-hub local cluster")
    cluster.issue("apiserver", "kube-apiserver", served=_SERVED_AS)
    cluster.issue("kubelet-client", "kube-apiserver-kubelet-client", group="system:masters")
    front = _Authority.make(folder, "front-proxy-ca", "workload-hub local front proxy")
    front.issue("front-proxy-client", "front-proxy-client")
    _write_key(folder / "service-accounts.key", rsa.generate_private_key(65537, 2048))
    rows = (f'{secrets.token_urlsafe(32)},{user},{user},"{group}"' for user, group in users.items())
    replace(folder / "tokens.csv", "\n".join(rows).encode())


@dataclass(frozen=True)
class _Authority:
    folder: Path
    name: x509.Name
    key: Key

    @classmethod
    def make(cls, folder: Path, file: str, text: str) -> _Authority:
        made = cls(folder, _name(text), ec.generate_private_key(ec.SECP256R1()))
        draft = _draft(made.name, made.name, made.key).add_extension(
            x509.BasicConstraints(ca=True, path_length=None), critical=True
        )
        draft = draft.add_extension(_SIGNS, critical=True)
        _write(folder, file, made.key, draft.sign(made.key, hashes.SHA256()))
        return made

    def issue(self, file: str, user: str, group: str = "", served: Sequence[str] = ()) -> None:
        """A certificate for a client, or with `served` for a server under these names and addresses."""
        key = ec.generate_private_key(ec.SECP256R1())
        usage = ExtendedKeyUsageOID.SERVER_AUTH if served else ExtendedKeyUsageOID.CLIENT_AUTH
        draft = _draft(_name(user, group), self.name, key)
        draft = draft.add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
        if served:
            names = x509.SubjectAlternativeName(map(_alternative, served))
            draft = draft.add_extension(names, critical=False)
        _write(self.folder, file, key, draft.sign(self.key, hashes.SHA256()))


_SIGNS = x509.KeyUsage(
    digital_signature=True,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=True,
    crl_sign=True,
    encipher_only=False,
    decipher_only=False,
)


def _name(common: str, organization: str = "") -> x509.Name:
    parts = [x509.NameAttribute(NameOID.COMMON_NAME, common)]
    if organization:
        parts.append(x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization))
    return x509.Name(parts)


def _alternative(text: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(text))
    except ValueError:
        return x509.DNSName(text)


def _draft(subject: x509.Name, issuer: x509.Name, key: Key) -> x509.CertificateBuilder:
    now = datetime.datetime.now(datetime.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _SKEW)
        .not_valid_after(now + _LIFE)
    )


def _write(folder: Path, file: str, key: Key, certificate: x509.Certificate) -> None:
    _write_key(folder / f"{file}.key", key)
    replace(folder / f"{file}.crt", certificate.public_bytes(serialization.Encoding.PEM))


def _write_key(path: Path, key: Key) -> None:
    form = serialization.PrivateFormat.TraditionalOpenSSL
    replace(path, key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()))
