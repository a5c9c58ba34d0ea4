"""The certificate that the API server trusts: made here, never written down for long, renewed in time."""

from __future__ import annotations

import ssl
from base64 import b64encode
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

LIFE = timedelta(days=30)
SKEW = timedelta(hours=1)
"""A clock that is behind ours must not refuse it."""


class Certificate:
    """One that vouches for itself under ``names``. The server's context always has the newest."""

    def __init__(self, names: Sequence[str], life: timedelta = LIFE) -> None:
        self._names, self._life = names, life
        self.context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self._trusted: list[bytes] = []
        self.due = datetime.now(UTC)
        self._next: tuple[bytes, bytes] = (b"", b"")
        self.prepare()
        self.show()

    @property
    def bundle(self) -> str:
        """What the API server is to trust: the certificate, and the one before or after it."""
        return b64encode(b"".join(self._trusted)).decode()

    def prepare(self) -> None:
        """Make the next one. It is trusted first, and shown when the API server knows it."""
        self._next = certificate, _ = made(self._names, self._life)
        self._trusted = [*self._trusted[-1:], certificate]

    def show(self) -> None:
        """From now on."""
        certificate, key = self._next
        with TemporaryDirectory() as folder:  # mode 0700; the library reads keys from files alone
            file = Path(folder, "both.pem")
            file.write_bytes(key + certificate)
            self.context.load_cert_chain(file)
        self.due = datetime.now(UTC) + self._life * 2 / 3


def made(names: Sequence[str], life: timedelta) -> tuple[bytes, bytes]:
    """A certificate and its key, PEM."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "workload-hub")])
    draft = (
        x509.CertificateBuilder()
        .subject_name(called)
        .issuer_name(called)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - SKEW)
        .not_valid_after(now + life)
        .add_extension(x509.SubjectAlternativeName(map(_name, names)), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    )
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return draft.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM), secret


def _name(text: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(text))
    except ValueError:
        return x509.DNSName(text)
