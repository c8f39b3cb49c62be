"""What may be the matter with a server of language models, said so that its owner can mend it.

Knows the faults, not how they are noticed. What a server said is repeated only in short, on one line, and without
the key.
"""

from __future__ import annotations

import json
import ssl
import unicodedata
from collections.abc import Sequence

from rag.answer.models.address import Address
from rag.errors import BackendError, BackendTimeoutError, BackendUnavailableError
from rag.records import Mend

_SAID_CHARS = 160
_MOST_NAMES = 6


class Faults:
    """Makes the errors of one server."""

    def __init__(self, address: Address, key: str) -> None:
        """Name the server; the key is known here to be left out of whatever the server says."""
        self._host, self._key = address.host, key

    def slow(self, *, heard: bool) -> BackendTimeoutError:
        """Return the error of a server that was silent for too long, after some words or before the first."""
        zh, en = ("写到一半停住了", "paused in the middle") if heard else ("迟迟没有回答", "did not answer in time")
        return BackendTimeoutError(
            self._host,
            en,
            hint=f"语言模型服务 {self._host} {zh}；请稍后再试",
            hint_en=f"The language model server {self._host} {en}. Try again later",
            mends=("wait_longer", "built_in"),
        )

    def unreachable(self, exc: Exception, *, heard: bool) -> BackendUnavailableError:
        """Return the error of a connection that never stood, or broke."""
        if heard:
            return self.cut_off()
        if _is_tls(exc):
            zh = "的安全连接建不起来（证书或协议不对）；请检查地址是 http 还是 https、证书是否有效"
            en = "has no valid certificate"
            advice = "Check whether its address begins with http or https, and its certificate"
        else:
            zh, en = "连不上；请检查它是否已启动、地址和端口是否写对", "cannot be reached"
            advice = "Check that it is running and that address and port are right"
        return BackendUnavailableError(
            self._host,
            f"{en} ({type(exc).__name__})",
            hint=f"语言模型服务 {self._host} {zh}",
            hint_en=f"The language model server {self._host} {en}. {advice}",
            mends=("built_in",),
        )

    def cut_off(self) -> BackendUnavailableError:
        """Return the error of an answer that broke off."""
        return BackendUnavailableError(
            self._host,
            "broke off in the middle of its answer",
            hint=f"语言模型服务 {self._host} 的回答中途断了；请再问一次",
            hint_en=f"The answer of the language model server {self._host} broke off. Ask again",
            mends=("built_in",),
        )

    def refused(self, status: int, said: str) -> BackendError:
        """Return the error of a status other than success."""
        kind, zh, en = BackendError, "", ""
        mends: tuple[Mend, ...] = ("built_in",)
        if status in (401, 403):
            mends = ("key", *mends)
        elif status in (404, 405):
            mends = ("address_and_model", *mends)
        elif 300 <= status < 400:
            zh, en = "；它要转到别的地址，这里不跟随", ". It redirects, which is not followed"
            mends = ("moved", *mends)
        elif status in (408, 429) or status >= 500:
            kind = BackendUnavailableError
            zh, en = "；服务太忙或出错，请稍后再试", ". It is busy or broken; try again later"
        else:
            zh, en = "；请检查服务的日志", ". See the server's log"
        told = self._short(said)
        because = f"，它说：{told}" if told else ""
        because_en = f" and says: {told}" if told else ""
        return kind(
            self._host,
            f"answered {status}{because_en}",
            hint=f"语言模型服务 {self._host} 拒绝回答（{status}{because}）{zh}",
            hint_en=f"The language model server {self._host} answered {status}{because_en}{en}",
            mends=mends,
        )

    def failed(self, said: str) -> BackendError:
        """Return the error that a server reports instead of an answer, or in the middle of one."""
        told = self._short(said)
        return BackendError(
            self._host,
            f"reports an error: {told}",
            hint=f"语言模型服务 {self._host} 报告出错（{told}）；请检查服务的日志",
            hint_en=f"The language model server {self._host} reports: {told}. See the server's log",
            mends=("built_in",),
        )

    def garbage(self, what: str) -> BackendError:
        """Return the error of something that is no answer of this interface."""
        return BackendError(
            self._host,
            f"sent what is no answer: {what}",
            hint=f"{self._host} 发来的不是语言模型的回答",
            hint_en=f"What {self._host} sent is no answer of a language model ({what})",
            mends=("interface", "built_in"),
        )

    def which_model(self, names: Sequence[str]) -> BackendError:
        """Return the error of a server that has several models, or none, where none was named."""
        listed = "、".join(self._line(name) for name in names[:_MOST_NAMES])
        zh, en = "上没有模型；请先让它载入一个。", "has no model; load one there."
        if names:
            zh, en = f"上有几个模型（{listed}）", f"has several models ({listed})"
        return BackendError(
            self._host,
            f"names {len(names)} models",
            hint=f"语言模型服务 {self._host} {zh}",
            hint_en=f"The language model server {self._host} {en}",
            mends=("which_model",) if names else (),
        )

    def _short(self, said: str) -> str:
        """Return what a server said on one short line: its message where it has one, never a page, never the key."""
        try:
            error = json.loads(said).get("error")
            said = str(error.get("message", "") if isinstance(error, dict) else error or "")
        except (ValueError, AttributeError, RecursionError):
            said = "" if "<" in said else said
        return self._line(said)

    def _line(self, said: str) -> str:
        """Return words of a server on one short line, whatever they look like, without the key."""
        if self._key:
            said = said.replace(self._key, "***")
        seen = "".join(char if unicodedata.category(char)[0] != "C" else " " for char in said)
        line = " ".join(seen.split())
        return line if len(line) <= _SAID_CHARS else line[:_SAID_CHARS] + "…"


def _is_tls(exc: BaseException | None) -> bool:
    """Whether an error, or what it comes from, is of the encryption."""
    seen = 0
    while exc is not None and seen < 10:
        if isinstance(exc, ssl.SSLError) or "SSL" in str(exc) or "CERTIFICATE" in str(exc).upper():
            return True
        exc, seen = exc.__cause__ or exc.__context__, seen + 1
    return False
