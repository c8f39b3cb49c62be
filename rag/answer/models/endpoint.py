"""A language model behind a server that speaks as OpenAI's does: vLLM, Ollama, the server of llama.cpp and many more.

Knows how a call is made, read, timed and stopped, and that a server may do anything: be silent, drip, break off, send
what is no answer, or never end. Knows nothing of what the model writes; the words of its faults are ``faults``'. The
address comes from the settings and redirects are not followed; nothing is sent before a question is asked.

Each call runs in a thread with an event loop of its own, where every wait can be ended: looking up a name, connecting,
waiting for the first word and for the next one. Nothing that is packed (gzip) is asked for or unpacked.
"""

from __future__ import annotations

import asyncio
import codecs
import json
import threading
from collections.abc import AsyncIterator, Generator, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

from rag.answer.models import faults
from rag.answer.models.address import Address, address_of, key_of
from rag.answer.models.generator import Request
from rag.answer.models.prompt import Message, fit
from rag.errors import RagError
from rag.settings import Settings
from rag.text.fold import scalars

if TYPE_CHECKING:
    import httpx2

Object = dict[str, Any]
_PASSAGES = 8
# No tokenizer is at hand: a character counts as a token, which is more than any model of Chinese takes. Servers
# are often set up for 4096, and some cut what is longer at its beginning, the rules first, without a word.
_PROMPT_CHARS = 3600
_CHARS_PER_TOKEN = 8
_MOST_BYTES, _MOST_EVENT_BYTES, _MOST_MODELS = 1_000_000, 1_000_000, 100
_TICK_S, _FAREWELL_S = 0.1, 1.0
_TRIAL: list[Message] = [{"role": "user", "content": "请只回答一个字：好"}]
_TRIAL_TOKENS = 16
_PLAIN = (400, 422)  # what servers say of a field they do not know


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a server may take, in seconds.

    Attributes:
        connect_s: Until a connection stands.
        first_s: From the question to the first word.
        idle_s: From one word to the next; signs of life without a word do not count.
        whole_s: Until the end.
    """

    connect_s: float = 5.0
    first_s: float = 60.0
    idle_s: float = 30.0
    whole_s: float = 600.0


class Endpoint:
    """A language model behind a server. One generation at a time; others wait. Safe for several threads."""

    def __init__(self, settings: Settings, *, key: str | None = None, patience: Patience | None = None) -> None:
        """Remember where it is; nobody is called.

        Args:
            settings: ``endpoint``, ``endpoint_model``, ``max_new_tokens`` and the seconds count here.
            key: For the server; by default that of the environment.
            patience: Instead of the seconds of the settings.

        Raises:
            ConfigError: The address or the key cannot be one.
        """
        self._address = address_of(settings)
        self._key = key_of() if key is None else key
        self._patience = patience or Patience(
            settings.endpoint_connect_s, settings.endpoint_first_s, settings.endpoint_idle_s
        )
        self._max_new_tokens = settings.max_new_tokens
        self._model = settings.endpoint_model
        self._turn = threading.Lock()

    @property
    def name(self) -> str:
        """The model's name where it is known, and the server's."""
        return f"{self._model} @ {self._address.host}" if self._model else self._address.host

    def stream(self, request: Request, stop: threading.Event) -> Iterator[str]:
        """Yield the answer in pieces as it comes, no more than ``max_new_tokens`` tokens can hold.

        Setting ``stop``, or closing the iterator, ends the call in whatever phase it is and closes the connection.

        Raises:
            PromptTooLongError: The question does not fit even with one passage.
            BackendTimeoutError: The server did not answer in time, or paused for too long.
            BackendUnavailableError: It cannot be reached, is overloaded, or broke off.
            BackendError: It refuses, or what it sends is no answer.
        """
        while not self._turn.acquire(timeout=_TICK_S):
            if stop.is_set():
                return
        try:
            if not stop.is_set():
                found = fit(request, _chars, _PROMPT_CHARS, n=_PASSAGES)
                call = _Call(self._address, self._key, self._patience, self._max_new_tokens, self._model)
                yield from call.made(found, stop)
                self._model = call.model
        finally:
            self._turn.release()

    def tried(self, stop: threading.Event) -> str:
        """Ask the server for one word, and return the name of the model that gave it; nothing of a document is sent.

        It may answer others meanwhile: nobody's turn is waited for.

        Raises:
            BackendError: As ``stream``.
        """
        call = _Call(self._address, self._key, self._patience, _TRIAL_TOKENS, self._model)
        with closing(call.made(_TRIAL, stop)) as pieces:
            next(pieces, "")
        return call.model


def _chars(found: list[Message]) -> int:
    return sum(len(message["content"]) for message in found)


class _Call:
    """One question to a server, in a thread of its own."""

    def __init__(self, address: Address, key: str, patience: Patience, max_new_tokens: int, model: str) -> None:
        """Prepare; nobody is called."""
        self.model = model
        self._address, self._key, self._patience = address, key, patience
        self._max_new_tokens = max_new_tokens
        # Pieces of the answer, then what went wrong, or None at the end.
        self._news: SimpleQueue[str | Exception | None] = SimpleQueue()
        self._loop = asyncio.new_event_loop()
        self._talk: asyncio.Task[None] | None = None

    def made(self, found: list[Message], stop: threading.Event) -> Generator[str]:
        """Make the call and yield what comes; see ``Endpoint.stream``."""
        # A daemon: a name that is being looked up cannot be given up, and must not keep anyone waiting.
        thread = threading.Thread(target=self._run, args=(found,), name=f"call-{self._address.host}", daemon=True)
        thread.start()
        try:
            while not stop.is_set():
                try:
                    news = self._news.get(timeout=_TICK_S)
                except Empty:
                    continue
                if news is None:
                    return
                if isinstance(news, Exception):
                    raise news
                yield news
        finally:
            with suppress(RuntimeError):  # the loop has ended already
                self._loop.call_soon_threadsafe(self._hang_up)
            thread.join(_FAREWELL_S)

    def _hang_up(self) -> None:
        if self._talk is not None:
            self._talk.cancel()

    def _run(self, found: list[Message]) -> None:
        try:
            with suppress(asyncio.CancelledError):
                self._talk = self._loop.create_task(self._told(found))
                self._loop.run_until_complete(self._talk)
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        finally:
            self._news.put(None)
            self._loop.close()

    async def _told(self, found: list[Message]) -> None:
        """Put the answer into the news, and what goes wrong behind it."""
        from httpx2 import HTTPError, InvalidURL

        say = faults.Faults(self._address, self._key)
        heard = False
        try:
            client = self._client()
            began = self._loop.time()
            async with asyncio.timeout(self._patience.first_s) as clock, client:
                async for piece in self._answer(client, found, say):
                    # An empty piece is thought: a sign that the model works, and no word.
                    clock.reschedule(min(self._loop.time() + self._patience.idle_s, began + self._patience.whole_s))
                    if piece:
                        heard = True
                        self._news.put(piece)
        except TimeoutError as exc:
            self._news.put(_from(say.slow(heard=heard), exc))
        except (HTTPError, InvalidURL, OSError, ValueError) as exc:  # a proxy of the environment may be no address
            self._news.put(_from(say.unreachable(exc, heard=heard), exc))
        except RagError as exc:
            self._news.put(exc)
        except Exception as exc:  # noqa: BLE001 - handed to the reader's thread, which raises it
            self._news.put(exc)

    def _client(self) -> httpx2.AsyncClient:
        """Return what makes the calls; certificates are read here, before any time counts."""
        import httpx2

        headers = {"Accept-Encoding": "identity", "User-Agent": "wenju"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        return httpx2.AsyncClient(
            headers=headers,
            timeout=httpx2.Timeout(None, connect=self._patience.connect_s),
            follow_redirects=False,
            # A proxy of the environment is for the way out; what stays on this machine does not take it.
            trust_env=not self._address.near,
        )

    async def _answer(self, client: httpx2.AsyncClient, found: list[Message], say: faults.Faults) -> AsyncIterator[str]:
        """Yield the pieces of the answer, empty ones where the model only thinks."""
        self.model = self.model or await self._only_model(client, say)
        for plain in (False, True):
            body = self._body(found, plain=plain)
            async with client.stream("POST", f"{self._address.base}/chat/completions", json=body) as response:
                if response.status_code in _PLAIN and not plain:
                    continue  # once more without what not every server knows
                await _must_be_well(response, say)
                async for piece in self._read(response, say):
                    yield piece
                return

    def _body(self, found: list[Message], *, plain: bool) -> Object:
        """Return what is asked: by the letter of the interface, or with what models at home understand."""
        body: Object = {"model": self.model, "messages": found, "stream": True}
        if plain:
            return body | {"max_completion_tokens": self._max_new_tokens}
        # A model that thinks first would take minutes on a processor before its first word.
        own = {"temperature": 0, "chat_template_kwargs": {"enable_thinking": False}}
        return body | {"max_tokens": self._max_new_tokens} | own

    async def _only_model(self, client: httpx2.AsyncClient, say: faults.Faults) -> str:
        """Return the model that a server has, where it has one only."""
        async with client.stream("GET", f"{self._address.base}/models") as response:
            await _must_be_well(response, say)
            value = _object(await _body_of(response, say), say)
        listed = value.get("data")
        models = listed if isinstance(listed, list) else []
        names = [str(model["id"]) for model in models if isinstance(model, dict) and model.get("id")]
        if len(names) != 1:
            raise say.which_model(names[:_MOST_MODELS])
        return names[0]

    async def _read(self, response: httpx2.Response, say: faults.Faults) -> AsyncIterator[str]:
        """Yield the pieces of an answer until its end, or until it is as long as it may be."""
        left = self._max_new_tokens * _CHARS_PER_TOKEN
        kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind == "application/json":  # a server that does not stream
            yield _text(_object(await _body_of(response, say), say), "message", say)[0][:left]
            return
        if kind != "text/event-stream":
            raise say.garbage(f"content type {kind or 'missing'}")
        ended = False
        async for data in _events(response, say):
            if data.strip() == "[DONE]":
                return
            piece, last = _text(_object(data, say), "delta", say)
            ended = ended or last
            if piece is not None:
                yield piece[:left]
                left -= len(piece)
                if left <= 0:
                    return
        if not ended:
            raise say.cut_off()


async def _must_be_well(response: httpx2.Response, say: faults.Faults) -> None:
    """Refuse a response that is no answer.

    Raises:
        BackendError: It is an error, a redirect, or packed.
    """
    if response.headers.get("content-encoding", "identity").lower() not in ("identity", ""):
        raise say.garbage("packed, though that was not asked for")
    if not response.is_success:
        said = "" if response.is_redirect else await _body_of(response, say)
        raise say.refused(response.status_code, said)


async def _body_of(response: httpx2.Response, say: faults.Faults) -> str:
    """Return a whole body.

    Raises:
        BackendError: It is longer than any that is meant.
    """
    data = bytearray()
    async for part in response.aiter_raw():
        data += part
        if len(data) > _MOST_BYTES:
            raise say.garbage("longer than any answer")
    return data.decode("utf-8", "replace")


async def _events(response: httpx2.Response, say: faults.Faults) -> AsyncIterator[str]:
    """Yield the data of server-sent events, however they are cut into pieces.

    The stream is UTF-8 whatever its header says, as that standard has it. What stands behind the last line end is
    no whole event and is left out.

    Raises:
        BackendError: An event is longer than any that is meant.
    """
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    held: list[str] = []
    data: list[str] = []
    size = 0
    async for part in response.aiter_raw():
        text = decoder.decode(part)
        size += len(text)
        if size > _MOST_EVENT_BYTES:
            raise say.garbage("an event longer than any answer")
        held.append(text)
        if "\n" not in text:
            continue
        *lines, rest = "".join(held).split("\n")
        held, size = [rest], len(rest) + sum(map(len, data))
        for line in (line.rstrip("\r") for line in lines):
            if line.startswith("data:"):
                data.append(line[5:].removeprefix(" "))
                size += len(line)
            elif not line and data:
                yield "\n".join(data)
                data, size = [], len(rest)


def _object(text: str, say: faults.Faults) -> Object:
    """Return a JSON object.

    Raises:
        BackendError: It is none, or says that something went wrong.
    """
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise say.garbage("not a JSON object")
    if value.get("error"):
        raise say.failed(text)
    return value


def _text(value: Object, where: str, say: faults.Faults) -> tuple[Any, bool]:
    """Return what an object of the stream says, and whether it is the last.

    Returns:
        The words, ``""`` for a thought, None for neither.

    Raises:
        BackendError: It is not of the form of an answer.
    """
    choices = value.get("choices")
    if not isinstance(choices, list) or any(not isinstance(choice, dict) for choice in choices):
        raise say.garbage("no choices")
    if not choices:
        return None, False  # figures at the end
    part = choices[0].get(where) or {}
    content = part.get("content") if isinstance(part, dict) else part
    if content is not None and not isinstance(content, str):
        raise say.garbage("content is no text")
    last = bool(choices[0].get("finish_reason"))
    if content:
        return scalars(content), last
    thought = part.get("reasoning_content") or part.get("reasoning")
    return ("" if thought or where == "message" else None), last


def _from(error: RagError, cause: BaseException) -> RagError:
    """Return an error that names its cause."""
    error.__cause__ = cause
    return error
