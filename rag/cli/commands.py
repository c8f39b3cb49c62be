"""What each command does: settings and arguments in, results printed, an exit status out.

Every command imports what it needs when it runs, so that the light ones start at once.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from rag.cli.spoken import either, told
from rag.cli.terminal import Progress, note, result, result_exactly, result_json
from rag.settings import Settings, expanded, index_folder, load


def settings_for(args: argparse.Namespace) -> Settings:
    """Return the settings in force, with the index folder of the command line.

    Raises:
        ConfigError: A setting is not allowed.
    """
    settings = load()
    return replace(settings, index=index_folder(args.index, settings.indexes).absolute()) if args.index else settings


def page(settings: Settings, args: argparse.Namespace) -> int:
    """Serve the page until it is stopped."""
    from rag.cli.page import serve

    return serve(settings, port=args.port, browser=not args.no_browser, host=args.host, names=args.names)


_MOST_LINKS = 20
_PHASES = {"read": "读取资料", "encode": "计算向量", "index": "建立词索引", "commit": "写入"}


def build(settings: Settings, args: argparse.Namespace) -> int:
    """Bring the index up to date, and print what was done."""
    from rag import build as builds
    from rag.cli.showing import link_line
    from rag.writing import Progress as Step

    drawn = Progress()

    def show(progress: Step) -> None:
        if args.json:
            result_json({"phase": progress.phase, "count": progress.done, "total": progress.total, "done": False})
        else:
            drawn.show(_PHASES[progress.phase], progress.done, progress.total)

    docs = expanded(args.docs).absolute() if args.docs else None
    try:
        report = builds.build(settings, docs=docs, replace=args.replace, verify=args.verify, progress=show)
    finally:
        drawn.clear()
    for failure in report.failed:
        note(f"未收入 {failure.path}：{failure.hint}")
    for path, warning in report.warnings:
        note(f"注意 {path}：{warning}")
    for link in report.links[:_MOST_LINKS]:
        note(link_line(link))
    if len(report.links) > _MOST_LINKS:
        note(f"……另有 {len(report.links) - _MOST_LINKS} 对文件相同或为不同版本，见 build --json")
    if args.json:
        result_json({**report.as_dict(), "seconds": round(report.seconds, 3), "done": True})
        return 0
    counted = f"{report.documents} 个文件，{report.chunks} 段"
    if report.up_to_date:
        result(f"索引已是最新：{counted}")
        return 0
    result(
        f"索引已更新：{counted}（新增 {report.new}、修改 {report.changed}、删除 {report.removed}、"
        f"未收入 {len(report.failed)}、略过 {report.skipped}），用时 {report.seconds:.1f} 秒"
    )
    if 0 < report.new == report.documents:
        _find_beginnings(settings)
    return 0


def _find_beginnings(settings: Settings) -> None:
    """Find questions to begin with for an index that was just built from nothing, so that its first page has them.

    It takes about a second of a processor: not after an update, nor where a program reads what was built.
    """
    from rag.assistant import Assistant
    from rag.errors import RagError
    from rag.library import examples

    with suppress(RagError):  # whatever it is, the first question or page says it
        assistant = Assistant(settings)
        examples.keep(settings, assistant.index.generation, assistant.examples())


def ask(settings: Settings, args: argparse.Namespace) -> int:
    """Answer one question, or a file of them."""
    from rag.assistant import Assistant
    from rag.cli import asking
    from rag.model_folder import unfit
    from rag.records import Scope

    assistant = asking.Asking(Assistant(settings))
    flaw = unfit(settings)
    if flaw is not None:
        note(either(settings, "注意：", "Note: ") + told(flaw, settings))
    if args.batch:
        return asking.batch(assistant, args.batch)
    answer = assistant.answer(args.question, scope=Scope(docs=tuple(map(asking.prefix, args.within))))
    index = assistant.assistant.index
    if index.warning:
        note(either(settings, "注意：", "Note: ") + told(index.warning, settings))
    if args.json:
        from rag.wire import answer_object

        result_json(answer_object(answer))
    else:
        result(asking.readable(answer, assistant.assistant.spoken(args.question)))
    return 0


def find(settings: Settings, args: argparse.Namespace) -> int:
    """Print every place at which words stand."""
    from rag.assistant import Assistant
    from rag.cli import finding
    from rag.cli.asking import prefix
    from rag.records import Scope

    scope = Scope(tuple(map(prefix, args.within)), args.years)
    return finding.found(settings, Assistant(settings).finder, args.words, scope, as_json=args.json)


def evaluate(settings: Settings, args: argparse.Namespace) -> int:
    """Print the figures over gold questions; 1 where one of them is short of its bound."""
    from rag.cli.scoring import score

    return score(settings, args.file, as_json=args.json, misses=args.misses, floors=args.floors)


def show(settings: Settings, args: argparse.Namespace) -> int:
    """Print what reading and repair make of one file."""
    from rag.cli.requests import unreadable
    from rag.corpus.read import read
    from rag.corpus.recognition import require

    path: Path = expanded(args.file).absolute()
    if settings.recognises and path.suffix.lower() == ".pdf":
        require()
    try:
        source, extracted = read(path, path.parent, ocr=settings.recognises)
    except OSError as exc:
        raise unreadable(args.file, exc) from exc
    if args.source:
        result_exactly(source.text)
        return 0
    from rag.build import links_of
    from rag.corpus.load import document_of
    from rag.corpus.sidecar import read_sidecar

    document = document_of(source, read_sidecar(path, path.parent), extracted)
    links = links_of(settings, path)
    if args.json:
        from rag.corpus.show import show_object

        result_json(show_object(document, links))
        return 0
    from rag.cli.showing import link_line, readable

    for warning in document.warnings:
        note(f"注意：{warning}")
    for link in links:
        note(link_line(link))
    for line in readable(document):
        result(line)
    return 0


def rollback(settings: Settings, args: argparse.Namespace) -> int:
    """Put the previous generation in use."""
    from rag import build as builds

    result(f"已退回到 {builds.rollback(settings)}；再运行一次会换回来")
    return 0


def fetch(settings: Settings, args: argparse.Namespace) -> int:
    """Bring a language model here, or list those that are recommended."""
    from rag.cli import fetching

    if args.model is None:
        return fetching.listed(settings, as_json=args.json)
    return fetching.fetched(settings, args.model, as_json=args.json)


def doctor(settings: Settings, args: argparse.Namespace) -> int:
    """Print what is installed and what is here; 1 where something that is needed is not."""
    from rag.cli import doctor as surgery

    found = surgery.examine(settings)
    if args.json:
        result_json(found)
    else:
        result(surgery.readable(found))
    return 0 if found["ok"] else 1


Command = Callable[[Settings, argparse.Namespace], int]
COMMANDS: dict[str | None, Command] = {
    None: page,
    "build": build,
    "ask": ask,
    "find": find,
    "eval": evaluate,
    "show": show,
    "rollback": rollback,
    "fetch": fetch,
    "doctor": doctor,
}
