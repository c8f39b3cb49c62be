"""What ``fetch`` prints: the models that may be had, how far a download is, and where a model was put."""

from __future__ import annotations

from pathlib import Path

from rag import fetch
from rag.answer.models.recommended import RECOMMENDED, estimate
from rag.cli.spoken import either
from rag.cli.terminal import Progress, note, result, result_json
from rag.errors import FetchError
from rag.machine import machine
from rag.model_folder import flaws, folder_of, kept
from rag.settings import Settings


def listed(settings: Settings, *, as_json: bool) -> int:
    """Print the recommended models, what each would take on this computer, and which are here. Nothing is fetched."""
    home = fetch.home_of(settings)
    here = {folder.name for folder in kept(home)}
    used = folder_of(str(home))
    computer = machine(settings.data, home, settings.threads)
    for model in RECOMMENDED:
        one = estimate(model, computer)
        state = "in use" if used is not None and used.name == model.name else "here" if model.name in here else None
        if as_json:
            row = {"name": model.name, "hub": model.hub, "licence": model.licence, "download": model.download}
            result_json(row | {"memory": one.memory, "answer_s": round(one.answer_s), "state": state})
            continue
        words = {"in use": either(settings, "，正在使用", ", in use"), "here": either(settings, "，已下载", ", here")}
        result(
            either(
                settings,
                f"{model.name}：下载 {_gb(model.download)}，内存 {_gb(one.memory)}，"
                f"在这台电脑上一个回答约 {one.answer_s:.0f} 秒（估计），{model.licence}{words.get(state or '', '')}",
                f"{model.name}: {_gb(model.download)} to fetch, {_gb(one.memory)} of memory, an answer in about "
                f"{one.answer_s:.0f} s on this computer (estimated), {model.licence}{words.get(state or '', '')}",
            )
        )
    if not as_json:
        note(by_hand(settings))
    return 0


def by_hand(settings: Settings) -> str:
    """Return how a model that was copied here is taken."""
    home = fetch.home_of(settings)
    return either(
        settings,
        f"下载：python -m rag fetch 名字。也可以把别处下载好的模型文件夹（config.json、分词器、safetensors 权重）"
        f"整个拷到 {home} 下，或用 RAG_LLM 指明它的位置。",
        f"To fetch one: python -m rag fetch NAME. A folder that was fetched elsewhere (config.json, tokenizer, weights "
        f"in safetensors) may also be copied into {home}, or named by RAG_LLM.",
    )


def fetched(settings: Settings, model: str, *, as_json: bool) -> int:
    """Fetch a model and print where it is.

    Raises:
        FetchError: It cannot be had.
    """
    if Path(model).expanduser().is_dir():
        raise _folder(settings, Path(model).expanduser())
    drawn, said = Progress(), False

    def tell(step: fetch.Step) -> None:
        nonlocal said
        if as_json:
            result_json({"file": step.file, "count": step.done, "total": step.total, "done": False})
            return
        if not said:
            said = True
            left = _gb(step.total - step.done)
            some = either(settings, f"，已有 {_gb(step.done)}", f", {_gb(step.done)} are here") if step.done else ""
            note(either(settings, f"要下载 {left}（共 {_gb(step.total)}{some}）", f"{left} to fetch{some}"))
        drawn.show(f"{step.file} MB", step.done // 1_000_000, step.total // 1_000_000)

    try:
        found = fetch.fetch(settings, model, tell)
    finally:
        drawn.clear()
    if as_json:
        result_json({"name": found.name, "folder": str(found.folder), "size": found.size, "done": True})
        return 0
    came = either(settings, f"从 {found.source} 下载，校验无误", f"from {found.source}, verified")
    came = came if found.source else either(settings, "已在这里，校验无误", "here already, verified")
    zh, en = "下一个问题就由它作答", "the next question is answered with it"
    if settings.generator not in ("auto", "local") or settings.endpoint or folder_of(settings.llm) != found.folder:
        zh = "要由它作答，请把设置 llm 改为这个文件夹、generator 改为 local"
        en = "to have it answer, set llm to this folder and generator to local"
    result(
        either(
            settings,
            f"{found.name}（{_gb(found.size)}）：{came}，放在 {found.folder}；{zh}",
            f"{found.name} ({_gb(found.size)}): {came}, in {found.folder}; {en}",
        )
    )
    return 0


def _folder(settings: Settings, folder: Path) -> FetchError:
    """Return what to do with a folder that was named in place of a model."""
    found = flaws(folder)
    zh = f"，但用不了（{'、'.join(zh for zh, _ in found)}）" if found else "，文件是全的"
    en = f" and cannot be used ({', '.join(en for _, en in found)})" if found else " and is whole"
    return FetchError(
        str(folder),
        "is a folder",
        hint=f"{folder} 是文件夹{zh}；{by_hand(settings)}",
        hint_en=f"{folder} is a folder{en}. {by_hand(settings)}",
    )


def _gb(n: int) -> str:
    return f"{n / 1e9:.2f} GB" if n >= 10_000_000 else f"{n / 1e6:.2f} MB"
