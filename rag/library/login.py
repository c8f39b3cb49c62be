"""Who may read a page that is served to others: one password, slowed down where it is guessed at; one more owns it.

    data/login.key   random bytes that sign what a browser remembers of a login; made when first needed

Whoever knows the password is let in; each browser that logs in is a reader of its own, so that none sees what another
asked. Whoever knows the owner's also may change what all read from. What a browser keeps is a token: the reader's
random name, an end, and a signature that the password is part of, so that a changed password ends its logins. Knows no
page.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rag.errors import ConfigError, DataFolderError, RefusedError
from rag.settings import OWNER_PASSWORD, OWNERS, PASSWORD

SHORTEST = 8
LASTS_S = 30 * 24 * 3600
_FREE, _LONGEST_WAIT_S, _MOST_KNOWN = 2, 60.0, 10_000


def password_of(environ: Mapping[str, str] | None = None) -> str:
    """Return the password of the environment, ``""`` where none is set.

    Raises:
        ConfigError: It is too short to keep anybody out; it is not repeated.
    """
    return _password(PASSWORD, os.environ if environ is None else environ)


def owner_password_of(environ: Mapping[str, str] | None = None) -> str:
    """Return the owner's password of the environment, ``""`` where none is set.

    Raises:
        ConfigError: It is too short, the one that readers have, or there is none that readers have.
    """
    environ = os.environ if environ is None else environ
    password = _password(OWNER_PASSWORD, environ)
    if password and environ.get(PASSWORD, "") in ("", password):
        allowed = f"与 {PASSWORD} 不同的密码（读者用 {PASSWORD}，管资料的人用 {OWNER_PASSWORD}，两个都要设）"
        allowed_en = f"a password that is not {PASSWORD}, which is for readers; the owner's needs both to be set"
        raise ConfigError("owner_password", "***", allowed, allowed_en, where=OWNER_PASSWORD)
    return password


def owners_of(environ: Mapping[str, str] | None = None) -> frozenset[str]:
    """Return the e-mail addresses, in small letters, of those who own a page with a login by OIDC."""
    named = (os.environ if environ is None else environ).get(OWNERS, "")
    return frozenset(named.replace(",", " ").replace("，", " ").lower().split())


def _password(name: str, environ: Mapping[str, str]) -> str:
    password = environ.get(name, "")
    if password and len(password) < SHORTEST:
        raise ConfigError(
            "password", "***", f"至少 {SHORTEST} 个字符的密码", f"at least {SHORTEST} characters", where=name
        )
    return password


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who was let in.

    Attributes:
        name: Random, of one login.
        owns: Whether it was with the owner's password.
    """

    name: str
    owns: bool = False


class _Lock:
    """One password: whether it was said, and what it signs."""

    def __init__(self, password: str, key: bytes) -> None:
        self._digest = _digest(password)
        self._key = hmac.digest(key, self._digest, "sha256")

    def opened(self, given: str) -> bool:
        return hmac.compare_digest(_digest(given), self._digest)

    def signature(self, said: str) -> str:
        return hmac.new(self._key, said.encode("utf-8", "replace"), "sha256").hexdigest()


def _digest(password: str) -> bytes:
    return hashlib.sha256(password.encode("utf-8", "surrogatepass")).digest()


class Door:
    """Lets readers in. Safe for several threads; one serves all pages of a server."""

    def __init__(self, password: str, data: Path, owner: str = "") -> None:
        """Remember what opens it, and where its key is kept.

        Args:
            password: The readers'.
            data: The folder of what people make.
            owner: The owner's; ``""`` for none.

        Raises:
            DataFolderError: The key can be neither read nor made.
        """
        key = _key(data)
        self._locks = [_Lock(one, key) for one in (password, owner) if one]  # the owner's is the second
        self._lock = threading.Lock()
        # Failures in a row and the time until which nothing more is taken, by where they came from, newest last.
        self._failed: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def wait_s(self, source: str, now: float) -> float:
        """Return for how many seconds nothing is taken from a source; 0 where it may try."""
        with self._lock:
            return max(0.0, self._failed.get(source, (0, 0.0))[1] - now)

    def admitted(self, given: str, source: str, now: float) -> str | None:
        """Return a token for the right password, None for a wrong one or one that comes too soon.

        From the third failure in a row on, a source waits 1, 2, 4, … at most 60 seconds.

        Args:
            given: As typed.
            source: Where it comes from, such as an address.
            now: Unix time in seconds.
        """
        with self._lock:
            failures, until = self._failed.get(source, (0, 0.0))
            if now < until:
                return None
            opened = [lock for lock in self._locks if lock.opened(given)]
            self._failed.pop(source, None)
            if not opened:
                wait = min(2.0 ** (failures - _FREE), _LONGEST_WAIT_S) if failures >= _FREE else 0.0
                self._failed[source] = (failures + 1, now + wait)
                while len(self._failed) > _MOST_KNOWN:
                    self._failed.popitem(last=False)
                return None
        said = f"{secrets.token_hex(16)}.{int(now + LASTS_S)}"
        return f"{said}.{opened[0].signature(said)}"

    def reader(self, token: str, now: float) -> Reader | None:
        """Return the reader whom a token names; None for one that is forged, of another password, or over."""
        said, _, signature = token.rpartition(".")
        name, _, end = said.partition(".")
        if not (name and end.isdecimal() and now < int(end)):
            return None
        given = signature.encode("utf-8", "replace")
        signed = [hmac.compare_digest(given, lock.signature(said).encode()) for lock in self._locks]
        return Reader(name, owns=signed.index(True) == 1) if any(signed) else None


def _key(data: Path) -> bytes:
    """Return the key of a data folder; one is made where there is none, readable by its owner alone."""
    path = data / "login.key"
    try:
        data.mkdir(parents=True, exist_ok=True)
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(secrets.token_bytes(32))
        except FileExistsError:
            pass
        key = path.read_bytes()
    except OSError as exc:
        raise DataFolderError(data, exc) from exc
    if len(key) != 32:
        raise DataFolderError(
            data, RefusedError(f"{path.name} 已损坏，请删去它", f"{path.name} is damaged, please delete it")
        )
    return key
