"""Encrypting what must be read again but must not be of use in a stolen copy of the database."""

from __future__ import annotations

from base64 import b32encode, urlsafe_b64encode
from hashlib import sha256
from secrets import token_bytes

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


def encrypt_secret(text: str) -> str:
    """Return the text encrypted under a key that is derived from SECRET_KEY."""
    return _box().encrypt(text.encode()).decode()


def decrypt_secret(text: str) -> str:
    """Return the text again, also with one of SECRET_KEY_FALLBACKS.

    What cannot be read with any of them (another installation's backup) becomes a random secret that fits nothing:
    the sign-in says that the code is wrong, and a reset helps.
    """
    try:
        return _box().decrypt(text.encode()).decode()
    except InvalidToken:
        return b32encode(token_bytes(20)).decode()


def _box() -> MultiFernet:
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet(
        [Fernet(urlsafe_b64encode(sha256(f"accounts.second-factor:{key}".encode()).digest())) for key in keys]
    )
