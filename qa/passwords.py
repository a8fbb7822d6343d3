"""Who may open the page: names with hashes of their passwords, from a file of such lines, or one shared password.

A password is never stored, logged or shown; what is kept is its scrypt hash (RFC 7914) with a salt of its own.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
import stat
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from qa.errors import SettingsError
from qa.settings import is_loopback

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from qa.settings import Settings

SHORTEST: Final = 8
LONGEST: Final = 1_000
# 2**15 blocks of 1 KiB, three times: 32 MiB and about a third of a second for each guess.
COST: Final = (15, 8, 3)
_NAME: Final = re.compile(r"[^\s:,;\"'<>\\/]{1,64}")
_HASH: Final = re.compile(r"scrypt\$(1[0-9])\$(\d{1,2})\$(\d{1,2})\$([\w+/=]+)\$([\w+/=]+)")
_MEMORY: Final = 1 << 30


@dataclass(frozen=True, slots=True)
class Users:
    """Names and hashes; or, under the empty name, the hash of one password that all readers share."""

    hashes: Mapping[str, str]

    @property
    def are_named(self) -> bool:
        """Return whether each user has a name of their own."""
        return "" not in self.hashes

    def admits(self, name: str, password: str) -> str | None:
        """Return the user's name where the password is theirs, else None; a wrong name takes as long as a wrong word.

        Takes a third of a second: not to be called from an event loop.
        """
        user = name if self.are_named else ""
        known = self.hashes.get(user)
        matches = is_hash_of(password, known or next(iter(self.hashes.values())))
        return user if matches and known is not None else None


def shared_password(password: str, cost: tuple[int, int, int] = COST) -> Users:
    """Return users who all have one password. Raises `SettingsError` where it is too short."""
    return Users({"": hash_password(password, cost)})


def users_for(host: str, settings: Settings, file: Path | None = None) -> Users | None:
    """Return who may open the page: those of `file`, else as the settings say; None where nobody is asked.

    Raises `SettingsError` where the file or the password can't be used, or where there is none, and others than this
    machine can reach `host`.
    """
    if file is None:
        file = settings.password_file
    if file is not None:
        return read_users(file)
    if settings.password is not None:
        return shared_password(settings.password)
    if not is_loopback(host):
        raise SettingsError(
            f"{host} can be reached from other machines, and there is no password: set ONRECORD_PASSWORD, or name a "
            "file of users with --password-file ('onrecord password FILE NAME' makes it); or leave --host out"
        )
    return None


def read_users(file: Path) -> Users:
    """Return the users of a file of `name:hash` lines; empty lines and those that start with "#" are left out.

    Raises `SettingsError` where it can't be read, holds anything else or nobody, or is open to others.
    """
    try:
        with file.open(encoding="utf-8-sig") as opened:
            if os.name == "posix" and os.fstat(opened.fileno()).st_mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise SettingsError(f"{file} holds passwords' hashes and is open to other users: chmod 600 {file}")
            lines = opened.read(1_000_000).split("\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text"
        raise SettingsError(f"the passwords' file {file} can't be read ({reason}): name another") from error
    hashes: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        name, _, hashed = line.strip().partition(":")
        if not _NAME.fullmatch(name) or not _HASH.fullmatch(hashed) or name in hashes:
            # The line is not told: it may hold a password.
            raise SettingsError(f"{file}, line {number}: make such lines by 'onrecord password {file} NAME'")
        hashes[name] = hashed
    if not hashes:
        raise SettingsError(f"{file} names nobody: add a user by 'onrecord password {file} NAME'")
    return Users(hashes)


def with_user(text: str, name: str, password: str, cost: tuple[int, int, int] = COST) -> str:
    """Return a passwords' file's text with one user added, or with their password changed.

    Raises `SettingsError` where the name or the password can't be used.
    """
    if not _NAME.fullmatch(name) or name.startswith("#"):
        raise SettingsError(f"{name!r} can't be a user's name: use up to 64 letters, digits, '.', '-', '_' or '@'")
    kept = [line for line in text.splitlines() if line.partition(":")[0] != name]
    return "\n".join([*kept, f"{name}:{hash_password(password, cost)}", ""])


def hash_password(password: str, cost: tuple[int, int, int] = COST) -> str:
    """Return `scrypt$log2(n)$r$p$salt$hash`. Raises `SettingsError` where the password is too short or too long."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise SettingsError(f"a password must have {SHORTEST} to {LONGEST:,} characters: choose another")
    salt = secrets.token_bytes(16)
    power, size, times = cost
    derived = b64encode(_derived(password, salt, power, size, times)).decode()
    return f"scrypt${power}${size}${times}${b64encode(salt).decode()}${derived}"


def is_hash_of(password: str, hashed: str) -> bool:
    """Return whether `hashed` was made of `password`, in a time that doesn't tell how near it came."""
    match = _HASH.fullmatch(hashed)
    if match is None or len(password) > LONGEST:
        return False
    try:
        salt, expected = b64decode(match[4], validate=True), b64decode(match[5], validate=True)
        return hmac.compare_digest(_derived(password, salt, int(match[1]), int(match[2]), int(match[3])), expected)
    except (Base64Error, ValueError):  # a hash that nobody could have made
        return False


def _derived(password: str, salt: bytes, power: int, size: int, times: int) -> bytes:
    plain = password.encode("utf-8", "surrogatepass")
    return hashlib.scrypt(plain, salt=salt, n=1 << power, r=size, p=times, maxmem=_MEMORY, dklen=32)
