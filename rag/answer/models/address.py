"""Where a server of language models is: its address as it was set, and whether text sent there leaves this machine.

Speaks to nobody and imports nothing heavy. An address comes from the settings, which a person may change on the page,
never from a document or a model; the key that goes with it comes from the environment only and is never part of
anything that is shown.
"""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from rag.errors import AddressError, ConfigError
from rag.settings import ENDPOINT_KEY, Settings

# Programs that serve language models, by the port they take unless told otherwise.
_USUAL = {11434: "Ollama", 1234: "LM Studio", 8080: "llama.cpp", 8000: "vLLM"}


@dataclass(frozen=True, slots=True)
class Address:
    """A server's address.

    Attributes:
        base: What the paths of the interface are put behind, without a slash at its end.
        host: Name and port, for people.
        near: Whether it is this machine itself, so that no text leaves it.
        secret: Whether what is sent is encrypted on its way.
    """

    base: str
    host: str
    near: bool
    secret: bool


def address_of(settings: Settings) -> Address:
    """Return the address that the settings name.

    A bare host gets ``/v1``, which all servers have there; ``/chat/completions`` at the end is left out.

    Raises:
        AddressError: There is none, or it is no address of a server; a password in it is not repeated.
    """
    given = settings.endpoint.strip()
    shown = re.sub(r"//[^/@]*@", "//***@", given.partition("?")[0])
    error = AddressError(shown)
    if not given.isascii() or any(char.isspace() or not char.isprintable() for char in given):
        raise error
    try:
        parts = urlsplit(given)
        port = parts.port
    except ValueError:
        raise error from None
    named = parts.scheme in ("http", "https") and parts.hostname
    if not named or parts.query or parts.fragment or "@" in parts.netloc or port == 0:
        raise error
    path = parts.path.rstrip("/").removesuffix("/chat/completions")
    return Address(
        base=f"{parts.scheme}://{parts.netloc}{path or '/v1'}",
        host=parts.netloc,
        near=is_near(str(parts.hostname)),
        secret=parts.scheme == "https",
    )


def is_near(host: str) -> bool:
    """Whether a host is this machine, told from its name alone; nobody is asked.

    >>> [is_near(host) for host in ("localhost", "127.0.0.9", "::1", "192.168.1.2", "127.evil.net")]
    [True, True, True, False, False]
    """
    if host.lower() == "localhost":
        return True
    with suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return False


def key_of(environ: Mapping[str, str] | None = None) -> str:
    """Return the key for the server, ``""`` where there is none.

    Raises:
        ConfigError: It holds characters that no key has; it is not repeated.
    """
    key = (os.environ if environ is None else environ).get(ENDPOINT_KEY, "").strip()
    if re.fullmatch(r"[\x21-\x7e]*", key):
        return key
    allowed = "服务给出的密钥原样，不含空格、换行和汉字", "the key as the service gave it, without blanks and line breaks"
    raise ConfigError("endpoint key", "***", *allowed, where=ENDPOINT_KEY)


def listening() -> list[tuple[str, str]]:
    """Return servers of language models that may be running on this machine: their usual names, and addresses.

    Told from the ports that the system says are open; none of them is contacted. Where the system does not
    say (macOS without rights), none is found.
    """
    import psutil

    try:
        found = psutil.net_connections("tcp")
    except (psutil.Error, OSError):
        return []
    open_ports = {c.laddr.port for c in found if c.status == psutil.CONN_LISTEN and c.laddr}
    return [(name, f"http://127.0.0.1:{port}/v1") for port, name in _USUAL.items() if port in open_ports]
