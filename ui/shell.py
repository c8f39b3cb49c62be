"""What a browser gets before the page: Streamlit's own empty page, with our name and colours, and its parts at once.

Streamlit's page is white, in English and called Streamlit until its program runs and a first run of ours has come, and
the parts that ours is drawn with are asked for only then. Here they are named in its head, so that they come meanwhile.
Files of the framework are answered from memory. With all that is answered goes what a browser shall keep the page to:
it asks no other computer for anything, and no other page shows it in a frame. Knows Starlette and Streamlit's files,
nothing of the product but the box that takes words meanwhile and which names are this computer's.
"""

from __future__ import annotations

import json
import mimetypes
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from streamlit import file_util
from streamlit.web.server.starlette.starlette_websocket import is_host_allowed

from rag.answer.models.address import is_near
from ui import early

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

# What the first sight of the page is drawn with, by the names of Streamlit's manifest.
PARTS = ("BidiComponent", "Button", "ButtonGroup", "ChatInput", "Html")
SCRIPT = Path(__file__).with_name("script.py")  # run anew for every sight of the page
_LASTS = "public, immutable, max-age=31536000"  # as Streamlit has it: each version of a file has a name of its own
_LARGEST = 1_000_000
_ROOT, _END = '<div id="root"></div>', "</body>"
_STYLE = """<style>
  html { color-scheme: light dark; background: #fdfcf9; color: #24282d; }
  @media (prefers-color-scheme: dark) { html { background: #1b1d20; color: #e3e0d9; } }
  #opening { margin: 0; padding-top: 38vh; text-align: center; opacity: 0.72; letter-spacing: 0.08em;
    font: 600 2.2rem "Songti SC", "Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC", serif; }
</style>"""
# Ours is drawn by scripts that stand in it and by parts that it makes itself; plots are drawn by code made on the spot.
_KEPT_TO = {
    "Content-Security-Policy": "default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval'; "
    "frame-ancestors 'self'; base-uri 'self'; object-src 'none'",
    "X-Frame-Options": "SAMEORIGIN",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
_HEALTH = "/_stcore/health"  # says that a server is up and nothing else; what watches over it may know its number only
_NOT_OURS = PlainTextResponse("这里不叫这个名字。 Nobody here is called that.\n", status_code=421)
_WITHOUT_SCRIPT = "<noscript><p>这个网页需要 JavaScript。 This page needs JavaScript.</p></noscript>"


def routes() -> list[Route]:
    """Return the answer for the page's own address; none where Streamlit's page has to serve as it is."""
    page = opening(_folder())

    def first(_: Request) -> Response:
        # Asked each time: whether the page is served beyond this computer is known once it is served.
        return HTMLResponse(page.replace(_END, early.box() + _END), headers={"Cache-Control": "no-cache"})

    return [Route("/", first)] if page and not st.get_option("server.baseUrlPath") else []


def middleware() -> list[Middleware]:
    """Return what answers for the framework's files."""
    return [Middleware(Guard), Middleware(Files, folder=_folder())]


def opening(folder: Path, parts: Sequence[str] = PARTS) -> str:
    """Return the page that a browser opens; ``""`` where Streamlit's is not as we know it, and serves as it is.

    Args:
        folder: Streamlit's files.
        parts: What it shall have asked for before it is needed; names that are not there are left out.
    """
    try:
        page = (folder / "index.html").read_text(encoding="utf-8")
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ""
    if not all(part in page for part in (_ROOT, _END, "</head>")) or not isinstance(manifest, dict):
        return ""
    late = [file for file in needed(manifest, parts) if file not in page]
    links = "".join(f'<link rel="modulepreload" crossorigin href="./{file}">' for file in late)
    page = re.sub(r'<link\s+rel="preload"[^>]*as="font"[^>]*>', "", page)  # a font that our theme does not name
    page = re.sub(r"<noscript>.*?</noscript>", _WITHOUT_SCRIPT, page, flags=re.DOTALL)
    page = page.replace('<html lang="en">', '<html lang="zh-CN">').replace("<title>Streamlit<", "<title>问据 Wenju<")
    page = page.replace("</head>", f"{links}{_STYLE}</head>")
    return page.replace(_ROOT, '<div id="root"><p id="opening">问据</p></div>')


def needed(manifest: Mapping[str, Any], parts: Sequence[str]) -> list[str]:
    """Return the files of some parts and of all that these import, each once; by parts, then as they are imported.

    >>> needed({"a": {"name": "A", "file": "a.js", "imports": ["b"]}, "b": {"file": "b.js"}}, ["A"])
    ['a.js', 'b.js']
    """
    named = {entry.get("name"): name for name, entry in manifest.items() if entry.get("isDynamicEntry", True)}
    waiting = [named[part] for part in parts if part in named]
    files: dict[str, None] = {}
    for name in waiting:  # grows while it is read
        entry = manifest.get(name, {})
        file = entry.get("file")
        if file and file not in files:
            files[file] = None
            waiting += entry.get("imports", [])
    return list(files)


class Guard:
    """Says with every answer what a browser keeps the page to; lets nobody speak with it who is not meant to.

    No page of another program of this computer may, and nobody who calls this computer by a name that is not its own: a
    page elsewhere could have its name lead here.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Take what answers."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, or refuse."""
        if scope["type"] == "websocket" and is_neighbour(Headers(scope=scope)):
            await send({"type": "websocket.close", "code": 1008})
            return

        answering = self._app
        # The server's beginning and end are told in scopes without headers.
        if (
            scope["type"] == "http"
            and scope["path"] != _HEALTH
            and not is_host_allowed(Headers(scope=scope).get("host"))
        ):
            answering = _NOT_OURS

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _KEPT_TO.items():
                    headers.setdefault(name, value)
            await send(message)

        await answering(scope, receive, told)


def is_neighbour(headers: Mapping[str, str]) -> bool:
    """Whether a page of this computer asks that came from another port of it, which is another program's.

    Streamlit lets any port of a host in that it lets in. Behind a proxy the two may have other names: that is its own.

    >>> is_neighbour({"origin": "http://localhost:80", "host": "localhost:8501"})
    True
    """
    origin, host = urlsplit(headers.get("origin", "")), urlsplit(f"//{headers.get('host', '')}")
    near = is_near(origin.hostname or "") and is_near(host.hostname or "")
    return near and origin.netloc != host.netloc


class Files:
    """Answers for files of the framework from memory, each read once; everything else is passed on. Of one thread."""

    def __init__(self, app: ASGIApp, folder: Path) -> None:
        """Take a list of what is there: a name that is not on it is never looked for.

        Args:
            app: What answers for everything else.
            folder: Streamlit's files.
        """
        self._app = app
        self._paths = {
            f"/{path.relative_to(folder).as_posix()}": path
            for path in (folder / "static").rglob("*")
            if path.is_file() and path.stat().st_size <= _LARGEST
        }
        self._read: dict[str, Response] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass on."""
        path = self._paths.get(scope.get("path", "")) if scope["type"] == "http" and scope["method"] == "GET" else None
        if path is None:
            await self._app(scope, receive, send)
            return
        name = scope["path"]
        if name not in self._read:
            kind = "text/javascript" if path.suffix == ".js" else mimetypes.guess_type(path.name)[0]
            self._read[name] = Response(path.read_bytes(), media_type=kind, headers={"Cache-Control": _LASTS})
        await self._read[name](scope, receive, send)


def _folder() -> Path:
    return Path(file_util.get_static_dir())
