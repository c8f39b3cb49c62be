"""A cross-encoder named by the settings: reads a question with a passage, or a claim with what it rests on.

Three kinds, told apart by a model's own configuration: one that says how well a passage fits, one that marks the span
that answers or says that there is none, and one of natural language inference. Never goes to the network, runs no code
of a model's folder and reads safetensors only; torch, transformers and sentence_transformers are imported with the
first pair.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from rag.encode.embedder import Vectors
from rag.errors import BackendError, ModelNotFoundError
from rag.model_folder import flaws, folder_of

PairKind = Literal["relevance", "span", "inference"]
Stance = Literal["entailed", "neutral", "contradicted"]
_LONGEST_SPAN = 40  # pieces
_BATCH = 16


class PairReader:
    """A cross-encoder in this process. One call at a time, others wait; loaded by the first one.

    Attributes:
        name: The folder's name, or the hub name as given.
        kind: ``relevance``, ``span`` or ``inference``.
    """

    def __init__(self, model: str, *, threads: int = 2) -> None:
        """Find a model.

        Args:
            model: A folder, or the name of a model in the hub's local cache.
            threads: Of torch, on the processor.

        Raises:
            ModelNotFoundError: It is not on this machine, not whole, or no cross-encoder.
        """
        folder = folder_of(model)
        found = [("没有这个文件夹", "there is no such folder")] if folder is None else flaws(folder)
        kind = kind_of(folder) if folder is not None and not found else None
        if folder is None or kind is None:
            zh, en = next(iter(found), ("不是交叉编码器", "it is no cross-encoder"))
            raise ModelNotFoundError(
                model,
                f"cannot be used as reranker: {en}",
                hint=f"重排模型 {model} 用不了（{zh}）；请把 RAG_RERANKER 改为"
                "交叉编码器的文件夹或缓存里的名称，或去掉这个设置。",
                hint_en=f"The reranker {model} cannot be used ({en}): let RAG_RERANKER name a cross-encoder's "
                "folder, or one in the hub's cache, or leave it out.",
            )
        self.name = folder.name if Path(model).expanduser().is_dir() else model
        self.kind: PairKind = kind
        self._folder, self._threads = folder, threads
        self._lock = threading.Lock()
        self._read: Callable[[list[tuple[str, str]]], Vectors] | None = None
        self._labels: dict[str, int] = _labels(folder)

    def scores(self, question: str, texts: Sequence[str]) -> Vectors:
        """Return how well each text answers, float32 of shape ``(len(texts),)``; higher is better.

        Of kind ``span`` more than 0 means that the text answers; for kind ``inference`` they say nothing.

        Raises:
            BackendError: The model cannot be loaded or fails.
        """
        rows = self._rows([(question, text) for text in texts])
        return rows[:, -1] - rows[:, 0] if rows.shape[1] == 2 else rows[:, 0]

    def stance(self, premise: str, claim: str) -> Stance:
        """Return what a premise makes of a claim, for kind ``inference``.

        Raises:
            BackendError: The model cannot be loaded or fails.
        """
        row = self._rows([(premise, claim)])[0]
        best = int(np.argmax(row))
        return next((stance for stance in ("entailed", "contradicted") if self._labels.get(stance) == best), "neutral")

    def _rows(self, pairs: list[tuple[str, str]]) -> Vectors:
        """Return what the model gives each pair, float32 of shape ``(len(pairs), labels)``."""
        if not pairs:
            return np.zeros((0, 1), np.float32)
        with self._lock:
            try:
                if self._read is None:
                    self._read = _spans(self._folder, self._threads) if self.kind == "span" else self._labelled()
                rows = self._read(pairs)
            except Exception as exc:
                # The libraries' errors have no base in common.
                raise BackendError(
                    self.name,
                    f"cannot be loaded or fails: {exc}",
                    hint=f"重排模型 {self.name} 无法运行（{type(exc).__name__}）；"
                    "请检查文件是否完整，或去掉设置 RAG_RERANKER。",
                    hint_en=f"The reranker {self.name} does not run ({type(exc).__name__}): check its files, or leave "
                    "RAG_RERANKER out.",
                ) from exc
        return np.asarray(rows, np.float32).reshape(len(pairs), -1)

    def _labelled(self) -> Callable[[list[tuple[str, str]]], Vectors]:
        """Load a model that gives each pair one number or a number for each label."""
        import torch
        from sentence_transformers import CrossEncoder

        torch.set_num_threads(self._threads)
        model = CrossEncoder(
            str(self._folder),
            local_files_only=True,
            trust_remote_code=False,
            device=_device(),
            activation_fn=torch.nn.Identity(),
            model_kwargs={"use_safetensors": True} | _in_full(),
        )
        return lambda pairs: np.asarray(model.predict(pairs, batch_size=_BATCH, show_progress_bar=False), np.float32)


def kind_of(folder: Path) -> PairKind | None:
    """Return what a model's configuration says it is; None for no cross-encoder."""
    config = _config(folder)
    architecture = next(iter(config.get("architectures") or ()), "")
    if architecture.endswith("ForQuestionAnswering"):
        return "span"
    if not architecture.endswith("ForSequenceClassification"):
        return None
    return "inference" if len(_labels(folder)) == 2 else "relevance" if len(config.get("id2label") or "x") < 3 else None


def best_span(
    begin: npt.NDArray[np.floating], end: npt.NDArray[np.floating], inside: npt.NDArray[np.bool_]
) -> tuple[float, int, int]:
    """Return how far the best span stands above "not here", and its first and last piece.

    Args:
        begin: Of each piece, how well an answer begins there; the first piece stands for "not here".
        end: The same for its end.
        inside: Which pieces are the passage's; at least one.
    """
    spans = np.where(np.outer(inside, inside), begin[:, None] + end[None, :], -np.inf)
    reach = np.arange(len(begin))
    ahead = reach[None, :] - reach[:, None]
    spans = np.where((ahead >= 0) & (ahead < _LONGEST_SPAN), spans, -np.inf)
    first, last = np.unravel_index(int(spans.argmax()), spans.shape)
    return float(spans[first, last] - begin[0] - end[0]), int(first), int(last)


def _spans(folder: Path, threads: int) -> Callable[[list[tuple[str, str]]], Vectors]:
    """Load a model that marks spans; what is called gives each pair how far its best span stands above "not here"."""
    import torch
    from transformers import AutoModelForQuestionAnswering, AutoTokenizer

    torch.set_num_threads(threads)
    common: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False}
    tokenizer = AutoTokenizer.from_pretrained(str(folder), **common)
    model = AutoModelForQuestionAnswering.from_pretrained(str(folder), use_safetensors=True, **common, **_in_full())
    model = model.to(_device()).eval()
    longest = min(tokenizer.model_max_length, getattr(model.config, "max_position_embeddings", 512))

    @torch.inference_mode()
    def read(pairs: list[tuple[str, str]]) -> Vectors:
        found = []
        for at in range(0, len(pairs), _BATCH):
            part = pairs[at : at + _BATCH]
            # A long question is cut too, rather than failing.
            made = tokenizer(
                [first[: longest // 2] for first, _ in part],
                [second or " " for _, second in part],
                truncation="only_second",
                max_length=longest,
                padding=True,
                return_tensors="pt",
            )
            logits = model(**made.to(model.device))
            begin, end = (row.float().cpu().numpy() for row in (logits.start_logits, logits.end_logits))
            for row in range(len(part)):
                inside = np.array([kind == 1 for kind in made.sequence_ids(row)])
                found.append(best_span(begin[row], end[row], inside)[0])
        return np.array(found, np.float32)

    return read


def _labels(folder: Path) -> dict[str, int]:
    """Return the numbers of the labels that say entailed and contradicted, as far as a model has them."""
    names = _config(folder).get("id2label") or {}
    found: dict[str, int] = {}
    for number, name in names.items():
        said = str(name).lower()
        if said.startswith("contradict"):
            found["contradicted"] = int(number)
        elif said.startswith("entail"):
            found["entailed"] = int(number)
    return found


def _config(folder: Path) -> dict[str, Any]:
    try:
        found = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _device() -> str:
    import torch

    return "cuda" if torch.cuda.is_available() else "cpu"


def _in_full() -> dict[str, Any]:
    """Return that a processor computes in single precision, whatever the weights are kept in."""
    import torch

    return {} if torch.cuda.is_available() else {"dtype": torch.float32}
