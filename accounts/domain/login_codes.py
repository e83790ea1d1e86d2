"""Codes to sign in with: the page knows one before the mail leaves, and the stored mail must not show it.

So a code is derived from a random number: the mail's row keeps the number, the code itself is computed again when
the mail is sent.
"""

from __future__ import annotations

from django.utils.crypto import get_random_string, salted_hmac

DIGITS = 8


class LoginCode(str):
    """A code of eight digits that remembers the random number it was derived from."""

    __slots__ = ("number",)
    number: str


def new_login_code() -> LoginCode:
    """Return a fresh code."""
    number = get_random_string(22)
    code = LoginCode(derived_code(number))
    code.number = number
    return code


def derived_code(number: str) -> str:
    """Return the code that belongs to a random number, as "1234-5678"."""
    digest = salted_hmac("accounts.login-code", number, algorithm="sha256").digest()
    digits = f"{int.from_bytes(digest, 'big') % 10**DIGITS:0{DIGITS}}"
    return f"{digits[: DIGITS // 2]}-{digits[DIGITS // 2 :]}"
