"""What looks like a secret is masked, and nothing else."""

from __future__ import annotations

import pytest

from hub.core.masking import MASK, masked

M = MASK.decode()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("password=hunter2222", f"password={M}"),
        ("DB_PASSWORD: hunter2222, next", f"DB_PASSWORD: {M}, next"),
        ('{"api_key": "abcd1234", "n": 1}', f'{{"api_key": "{M}", "n": 1}}'),
        ("--auth-token=abcd1234 --n=1", f"--auth-token={M} --n=1"),
        ("Authorization: Bearer abcdefgh.123", f"Authorization: Bearer {M}"),
        ("postgres://ada:s3cret@db/x", f"postgres://ada:{M}@db/x"),
        ("key AKIAABCDEFGHIJKLMNOP used", f"key {M} used"),
        ("jwt eyJhbGciOiJI.eyJzdWIiOiIx.sig-nature", f"jwt {M}"),
        ("AWS_SECRET_ACCESS_KEY=abc/def+ghi", f"AWS_SECRET_ACCESS_KEY={M}"),
    ],
)
def test_secrets_are_masked(text: str, found: str) -> None:
    assert masked(text.encode()).decode() == found


@pytest.mark.parametrize(
    "text",
    [
        "step 12 loss=0.25",
        "tokens per second: 1200",
        "tokens=1200",
        "the secret of good tests",
        "http://example.org/a:b@c",
        "monkey = 3",
        "reading keyboard",
    ],
)
def test_other_words_stay(text: str) -> None:
    assert masked(text.encode()).decode() == text
