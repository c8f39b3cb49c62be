"""Who may read a page that is served beyond this computer: one password, slowed down where it is guessed at.

    data/login.key   random bytes that sign what a browser remembers of a login; made when first needed

Whoever knows the password is let in; each browser that logs in is a reader of its own, so that none sees what another
asked. What it keeps is a token: the reader's random name, an end, and a signature that the password is part of, so that
a changed password ends all logins. Knows no page.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import threading
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path

from rag.errors import ConfigError, DataFolderError
from rag.settings import PASSWORD

SHORTEST = 8
LASTS_S = 30 * 24 * 3600
_FREE, _LONGEST_WAIT_S, _MOST_KNOWN = 2, 60.0, 10_000


def password_of(environ: Mapping[str, str] | None = None) -> str:
    """Return the password of the environment, ``""`` where none is set.

    Raises:
        ConfigError: It is too short to keep anybody out; it is not repeated.
    """
    password = (os.environ if environ is None else environ).get(PASSWORD, "")
    if password and len(password) < SHORTEST:
        raise ConfigError("password", "***", f"至少 {SHORTEST} 个字符的密码", where=PASSWORD)
    return password


class Door:
    """Lets readers in. Safe for several threads; one serves all pages of a server."""

    def __init__(self, password: str, data: Path) -> None:
        """Remember what opens it, and where its key is kept.

        Raises:
            DataFolderError: The key can be neither read nor made.
        """
        self._digest = hashlib.sha256(password.encode("utf-8", "surrogatepass")).digest()
        self._key = hmac.digest(_key(data), self._digest, "sha256")
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
            right = hmac.compare_digest(hashlib.sha256(given.encode("utf-8", "surrogatepass")).digest(), self._digest)
            self._failed.pop(source, None)
            if not right:
                wait = min(2.0 ** (failures - _FREE), _LONGEST_WAIT_S) if failures >= _FREE else 0.0
                self._failed[source] = (failures + 1, now + wait)
                while len(self._failed) > _MOST_KNOWN:
                    self._failed.popitem(last=False)
                return None
        said = f"{secrets.token_hex(16)}.{int(now + LASTS_S)}"
        return f"{said}.{self._signature(said)}"

    def reader(self, token: str, now: float) -> str | None:
        """Return the reader whom a token names; None for one that is forged, of another password, or over."""
        said, _, signature = token.rpartition(".")
        name, _, end = said.partition(".")
        if not hmac.compare_digest(signature.encode("utf-8", "replace"), self._signature(said).encode()):
            return None
        return name if name and end.isdecimal() and now < int(end) else None

    def _signature(self, said: str) -> str:
        return hmac.new(self._key, said.encode("utf-8", "replace"), "sha256").hexdigest()


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
        raise DataFolderError(data, OSError(0, f"{path.name} 已损坏，请删去它"))
    return key
