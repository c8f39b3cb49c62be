"""Any causal language model of the Hugging Face kind, run in this process by transformers.

Knows how a model is found, loaded, prompted, streamed and stopped. Knows nothing of what it
writes. torch and transformers are imported when a model is loaded, not before. Nothing is fetched
from the network, no code of a model's folder is run, and weights are read from safetensors only.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from queue import Empty
from typing import TYPE_CHECKING, Any

from rag.answer.models.generator import Request
from rag.answer.models.prompt import BRIEF_TOKENS, Message, brief, fit, merged, plain_text
from rag.errors import BackendError, ModelNotFoundError
from rag.machine import computes_bf16
from rag.model_folder import flaws, folder_of
from rag.settings import Settings

if TYPE_CHECKING:
    import torch

# Parameters up to which a model is small.
_SMALL = 2_000_000_000
_PASSAGES_ON_CPU, _PASSAGES_ON_GPU = 4, 8
# How often a wait looks whether it was stopped.
_TICK_S = 0.1
# Of the prompt, read at once.
_PIECE_TOKENS = 96


class LocalModel:
    """A language model in this process. One generation at a time; others wait. Safe for several threads."""

    def __init__(self, name: str | Path, settings: Settings) -> None:
        """Find the model; it is loaded when it is first needed.

        Args:
            name: A folder, or the name of a model in the hub's local cache.
            settings: ``max_new_tokens`` and ``threads`` count here.

        Raises:
            ModelNotFoundError: There is no such folder, or it its configuration, weights or tokenizer are not whole.
        """
        folder = folder_of(str(name))
        found = [("没有这个文件夹", "there is no such folder")] if folder is None else flaws(folder)
        if folder is None or found:
            raise ModelNotFoundError(
                str(name),
                f"lacks a whole model: {', '.join(en for _, en in found)}",
                hint=f"{name} 里的语言模型无法加载（{'、'.join(zh for zh, _ in found)}；需要 config.json、分词器和 "
                "safetensors 权重）；请把模型文件放齐",
                hint_en=f"The language model in {name} cannot be loaded ({', '.join(en for _, en in found)}). Complete its files",
                mends=("built_in",),
            )
        self._folder = folder
        # A snapshot of the hub's cache is called after a revision.
        self._name = Path(str(name)).name if folder.parent.name == "snapshots" else folder.name
        self._settings = settings
        # Taken by the thread that draws the answer, given back by whichever closes the iterator.
        self._turn = threading.Lock()
        self._loaded: _Loaded | None = None
        # Under way, or failed; loading cannot be broken off, so nobody waits for it who was told to stop.
        self._loading: Future[_Loaded] | None = None

    @property
    def name(self) -> str:
        """The folder's name, for the foot of an answer."""
        return self._name

    def load(self) -> None:
        """Load the model now, so that the first question does not wait.

        Raises:
            BackendError: It cannot be loaded.
        """
        with self._turn:
            self._load(threading.Event())

    def stream(self, request: Request, stop: threading.Event) -> Iterator[str]:
        """Yield the answer in pieces as it is written, at most ``max_new_tokens`` tokens of it.

        Setting ``stop``, or closing the iterator, ends the reading of the prompt and the writing before the next
        layer of the model is computed, which sees no more than a piece of the prompt; the writing thread has ended when
        the iterator has. Where the model is still being loaded, that goes on, for the next question.

        Raises:
            PromptTooLongError: The question does not fit the window even with one passage.
            BackendError: The model cannot be loaded, or fails while it writes.
        """
        while not self._turn.acquire(timeout=_TICK_S):
            if stop.is_set():
                return
        try:
            loaded = self._load(stop)
            if loaded is not None:
                yield from loaded.write(request, stop, self._name, self._settings.max_new_tokens)
        finally:
            self._turn.release()

    def _load(self, stop: threading.Event) -> _Loaded | None:
        """Return the model in memory; None where ``stop`` is set before it is there. Called by whoever's turn it is."""
        if self._loaded is None:
            if self._loading is None:
                self._loading = Future()
                threading.Thread(
                    target=self._fill, args=(self._loading,), name=f"load-{self._name}", daemon=True
                ).start()
            while not self._loading.done():
                if stop.wait(_TICK_S):
                    return None
            loading, self._loading = self._loading, None
            try:
                self._loaded = loading.result()
            except Exception as exc:
                # The libraries' errors have no base in common: damaged weights and tokenizers raise their own.
                raise BackendError(
                    self._name,
                    f"cannot be loaded: {exc}",
                    hint=f"语言模型 {self._name} 无法加载（{type(exc).__name__}）；"
                    "请检查文件是否完整、内存是否足够",
                    hint_en=f"The language model {self._name} cannot be loaded ({type(exc).__name__}). Check its files "
                    "and whether there is memory enough",
                    mends=("built_in",),
                ) from exc
        return self._loaded

    def _fill(self, loading: Future[_Loaded]) -> None:
        try:
            loading.set_result(_Loaded(self._folder, self._settings.threads))
        except BaseException as exc:  # noqa: BLE001 - raised in the thread that waits
            loading.set_exception(exc)


class _CancelledError(Exception):
    """Raised inside a model's computation to end it."""


class _Loaded:
    """A model and its tokenizer in memory. Not for several threads."""

    def __init__(self, folder: Path, threads: int) -> None:
        """Load both from a folder.

        Raises:
            Exception: Of many kinds: a file is damaged, the architecture is unknown or needs code of its own.
        """
        import torch
        from transformers import AutoModelForCausalLM, AutoTokenizer

        torch.set_num_threads(threads)
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        common: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False}
        self.tokenizer = AutoTokenizer.from_pretrained(str(folder), **common)
        model = AutoModelForCausalLM.from_pretrained(
            str(folder), dtype=_dtype(self.device), use_safetensors=True, **common
        )
        self.model = model.to(self.device).eval()  # type: ignore[arg-type]
        self.cancel: threading.Event | None = None
        for layer in _layers(self.model):
            layer.register_forward_pre_hook(self._heed)

    def _heed(self, *_: object) -> None:
        """Raise where the writing was cancelled; called before each layer, the long first pass included."""
        if self.cancel is not None and self.cancel.is_set():
            raise _CancelledError

    @property
    def specials(self) -> tuple[str, ...]:
        """Every token that means something other than its characters."""
        added = self.tokenizer.added_tokens_decoder.values()
        marking = (str(token) for token in added if token.special or set(str(token)) & set("<>[]|"))
        return tuple(dict.fromkeys([*self.tokenizer.all_special_tokens, *marking]))

    def window(self, max_new_tokens: int) -> int:
        """Return how many tokens a prompt may have."""
        positions = getattr(self.model.config, "max_position_embeddings", None) or 2048
        return int(min(positions, self.tokenizer.model_max_length)) - max_new_tokens

    def encoded(self, found: list[Message]) -> Any:  # noqa: ANN401 - a tokenizer's own mapping type
        """Return messages as the model's input ids and mask, each of shape (1, tokens)."""
        if not self.tokenizer.chat_template:
            return self.tokenizer(plain_text(found), return_tensors="pt")
        try:
            return self._templated(found)
        except Exception as exc:
            # Templates refuse the system role by an error of their template language.
            if type(exc).__module__.partition(".")[0] != "jinja2":
                raise
            return self._templated(merged(found))

    def _templated(self, found: list[Message]) -> Any:  # noqa: ANN401
        options: dict[str, Any] = {}
        if "enable_thinking" in str(self.tokenizer.chat_template):
            options["enable_thinking"] = False
        return self.tokenizer.apply_chat_template(
            found,
            add_generation_prompt=True,
            return_dict=True,
            return_tensors="pt",
            **options,
        )

    def prompted(self, request: Request, n_tokens: Callable[[list[Message]], int], window: int) -> list[Message]:
        """Return the messages of a request: a brief prompt for a small model where the whole one would be longer."""
        passages = _PASSAGES_ON_GPU if self.device == "cuda" else _PASSAGES_ON_CPU
        found = fit(request, n_tokens, window, n=passages, specials=self.specials)
        if self.model.num_parameters() <= _SMALL and n_tokens(found) > BRIEF_TOKENS:
            return brief(request, n_tokens, specials=self.specials)
        return found

    def write(self, request: Request, stop: threading.Event, name: str, max_new_tokens: int) -> Iterator[str]:
        """Yield the answer in pieces; see ``LocalModel.stream``."""
        import torch
        from transformers import TextIteratorStreamer

        def n_tokens(found: list[Message]) -> int:
            return int(self.encoded(found)["input_ids"].shape[1])

        found = self.prompted(request, n_tokens, self.window(max_new_tokens))
        inputs = self.encoded(found).to(self.device)
        self.cancel = cancel = threading.Event()
        streamer = TextIteratorStreamer(self.tokenizer, skip_prompt=True, skip_special_tokens=True, timeout=_TICK_S)
        failures: list[BaseException] = []

        def generate() -> None:
            try:
                with torch.inference_mode():
                    self.model.generate(
                        **inputs,
                        streamer=streamer,
                        max_new_tokens=max_new_tokens,
                        do_sample=False,
                        temperature=None,
                        top_p=None,
                        top_k=None,
                        pad_token_id=_pad(self.tokenizer),
                        # In pieces, so that a layer is done with each soon and a stop is heeded while it reads.
                        prefill_chunk_size=_PIECE_TOKENS,
                    )
            except _CancelledError:
                pass
            except BaseException as exc:  # noqa: BLE001 - handed to the reader's thread below
                failures.append(exc)
            finally:
                streamer.end()  # type: ignore[no-untyped-call]

        writer = threading.Thread(target=generate, name=f"write-{name}", daemon=True)
        writer.start()
        try:
            if _begins_thinking(self.tokenizer, inputs["input_ids"]):
                yield "<think>"
            yield from _pieces(streamer, stop)
        finally:
            cancel.set()
            writer.join()
        if failures:
            raise BackendError(
                name,
                f"failed while writing: {failures[0]}",
                hint=f"语言模型 {name} 生成时出错（{type(failures[0]).__name__}）；"
                "请重试",
                hint_en=f"The language model {name} failed while writing ({type(failures[0]).__name__}). Try again",
                mends=("built_in",),
            ) from failures[0]


def _pieces(streamer: Iterator[str], stop: threading.Event) -> Iterator[str]:
    """Yield what a streamer gives until it ends or the reader stops it."""
    while not stop.is_set():
        try:
            piece = next(streamer)
        except StopIteration:
            return
        except Empty:
            continue
        if piece:
            yield piece


def _dtype(device: str) -> torch.dtype:
    """Return the number format that is fast there: half-precision only where the processor computes in it."""
    import torch

    if device == "cuda":
        return torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float16
    return torch.bfloat16 if computes_bf16() else torch.float32


def _layers(model: torch.nn.Module) -> list[torch.nn.Module]:
    """Return a model's layers: its longest list of modules."""
    import torch

    lists = [module for module in model.modules() if isinstance(module, torch.nn.ModuleList)]
    return list(max(lists, key=len, default=[]))


def _pad(tokenizer: Any) -> int | None:  # noqa: ANN401 - transformers' tokenizers share no useful type
    found: int | None = tokenizer.eos_token_id if tokenizer.pad_token_id is None else tokenizer.pad_token_id
    return found


def _begins_thinking(tokenizer: Any, ids: torch.Tensor) -> bool:  # noqa: ANN401
    """Whether the prompt itself opens the model's thinking."""
    return str(tokenizer.decode(ids[0, -8:])).rstrip().endswith("<think>")
