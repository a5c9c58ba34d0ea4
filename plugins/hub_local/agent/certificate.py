"""The agent's own TLS certificate, kept in its state folder."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

LIFETIME = timedelta(days=365)


def self_signed(folder: Path, address: str) -> tuple[Path, Path]:
    """Files of certificate and key, made where they are missing or older than half their lifetime."""
    files = folder / "kubelet.crt", folder / "kubelet.key"
    if not files[0].exists() or time.time() - files[0].stat().st_mtime > LIFETIME.total_seconds() / 2:
        certificate, key = _make(address)
        files[1].touch(mode=0o600)
        files[1].write_bytes(key)
        files[0].write_bytes(certificate)
    return files


def _make(address: str) -> tuple[bytes, bytes]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "node-agent")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now - timedelta(hours=1)).not_valid_after(now + LIFETIME)
    names = x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))])
    certificate = builder.add_extension(names, critical=False).sign(key, hashes.SHA256())
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return certificate.public_bytes(serialization.Encoding.PEM), secret
