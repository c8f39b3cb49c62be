"""The words of the command line. Knows what may be said, not what is done about it; imports nothing heavy."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import NoReturn

from rag.evaluate import FIGURES

_INDEX_HELP = "索引文件夹（默认 indexes/default），或 milvus://主机:端口/名称"


def parse(argv: list[str] | None = None) -> argparse.Namespace:
    """Return the command and its options; ``command`` is None for the page.

    Raises:
        SystemExit: The usage is wrong (status 2), or help was asked for (status 0).
    """
    parser = argparse.ArgumentParser(
        prog="python -m rag",
        description="问据 Wenju：向一个文件夹的中文资料提问，答案的每一句都有出处。不带命令时打开网页。",
        epilog="退出码：0 完成；1 失败（标准错误输出一行，说明原因和办法）；2 用法有误。 "
        "RAG_LANGUAGE=en makes answers, notices and errors English; without a command the page opens, "
        "in the browser's language.",
    )
    parser.add_argument("--index", type=_index, metavar="DIR", help=_INDEX_HELP)
    parser.add_argument("--port", type=_port, metavar="N", help="网页端口（默认 8501，被占用时顺延）")
    parser.add_argument(
        "--host",
        default="127.0.0.1",
        metavar="ADDRESS",
        help="网页在哪个地址上（默认只在本机；别的地址要先设 RAG_PASSWORD）",
    )
    parser.add_argument(
        "--name", dest="names", action="append", default=[], metavar="NAME", help="别的电脑用来打开网页的名字或地址"
    )
    parser.add_argument("--no-browser", action="store_true", help="不自动打开浏览器")
    commands = parser.add_subparsers(dest="command", metavar="命令")
    _build(commands)
    _ask(commands)
    _find(commands)
    _eval(commands)
    _show(commands)
    _rollback(commands)
    _fetch(commands)
    _doctor(commands)
    args = parser.parse_args(argv)
    if args.command == "ask" and (args.question is None) == (args.batch is None):
        commands.choices["ask"].error("要么给出一个问题，要么用 --batch 给出文件")
    if args.command == "ask" and args.batch and args.within:
        commands.choices["ask"].error("--in 不能和 --batch 同用：范围写在每一行的 scope 里")
    return args


Commands = argparse._SubParsersAction  # argparse has no public name for what add_subparsers() returns.


def _command(commands: Commands[argparse.ArgumentParser], name: str, about: str) -> argparse.ArgumentParser:
    """Add a command; its ``--index`` is the one of the whole command line, wherever it stands."""
    command = commands.add_parser(name, help=about, description=about)
    if name != "show":
        command.add_argument("--index", type=_index, metavar="DIR", default=argparse.SUPPRESS, help=_INDEX_HELP)
    return command


def _build(commands: Commands[argparse.ArgumentParser]) -> None:
    build = _command(commands, "build", "建立或更新索引；没有变化时什么也不做")
    build.add_argument("--docs", type=_folder, metavar="DIR", help="资料文件夹（默认：索引上次用的；第一次用 seeds）")
    build.add_argument("--replace", action="store_true", help="允许改用另一个资料文件夹，并全部重建")
    build.add_argument("--verify", action="store_true", help="逐个核对已有文件的内容，不凭大小和时间判断")
    build.add_argument("--json", action="store_true", help="每行一个进度对象，最后一行含 done: true")


def _ask(commands: Commands[argparse.ArgumentParser]) -> None:
    ask = _command(commands, "ask", "回答一个问题，或一个文件里的所有问题")
    ask.add_argument("question", nargs="?", metavar="QUESTION", help="问题")
    ask.add_argument("--batch", type=Path, metavar="FILE.jsonl", help="每行一个对象，逐行输出答案（- 为标准输入）")
    ask.add_argument("--in", dest="within", action="append", default=[], metavar="PATH_PREFIX", help="只在这些路径下找")
    ask.add_argument("--json", action="store_true", help="输出答案对象")


def _find(commands: Commands[argparse.ArgumentParser]) -> None:
    find = _command(commands, "find", "逐字查找：词句在资料里的每一处，按文件计数")
    find.add_argument("words", metavar="WORDS", help="词句；不分全角半角、大小写和繁简")
    find.add_argument(
        "--in", dest="within", action="append", default=[], metavar="PATH_PREFIX", help="只在这些路径下找"
    )
    find.add_argument("--years", type=_years, metavar="YEAR[-YEAR]", help="只找这些年份的内容")
    find.add_argument("--json", action="store_true", help="输出 JSON：总数、各文件的数目、每一处")


def _eval(commands: Commands[argparse.ArgumentParser]) -> None:
    evaluate = _command(commands, "eval", "在标准问题上评测（用内置的作答方式）")
    evaluate.add_argument("file", type=Path, metavar="FILE.jsonl", help="标准问题，每行一个")
    evaluate.add_argument("--json", action="store_true", help="输出 JSON")
    evaluate.add_argument("--misses", action="store_true", help="列出没答好的问题（测试用的三分之一除外）")
    evaluate.add_argument(
        "--min",
        dest="floors",
        action="append",
        default=[],
        type=_floor,
        metavar="NAME=VALUE",
        help="指标的下限（越低越好的指标为上限），达不到时退出码为 1",
    )


def _show(commands: Commands[argparse.ArgumentParser]) -> None:
    show = _command(commands, "show", "看一个文件读进来、修复后是什么样")
    show.add_argument("file", type=Path, metavar="FILE", help="资料文件")
    how = show.add_mutually_exclusive_group()
    how.add_argument("--json", action="store_true", help="输出 JSON：文章、段落、每段在原文中的位置")
    how.add_argument("--source", action="store_true", help="原样输出解码后的原文")


def _rollback(commands: Commands[argparse.ArgumentParser]) -> None:
    _command(commands, "rollback", "退回上一代索引")


def _fetch(commands: Commands[argparse.ArgumentParser]) -> None:
    fetch = _command(commands, "fetch", "下载一个语言模型；不写名字时列出推荐的")
    fetch.add_argument("model", nargs="?", metavar="MODEL", help="推荐的模型名，或 Hugging Face 上的全名")
    fetch.add_argument("--json", action="store_true", help="每行一个进度对象，最后一行含 done: true")


def _doctor(commands: Commands[argparse.ArgumentParser]) -> None:
    doctor = _command(commands, "doctor", "检查安装、模型和索引")
    doctor.add_argument("--json", action="store_true", help="输出 JSON")


def _folder(text: str) -> Path:
    """Return a folder; an empty text is none, while ``Path("")`` would be the current one."""
    if text.strip():
        return Path(text)
    raise argparse.ArgumentTypeError("文件夹是空的；当前文件夹请写作 . ")


def _index(text: str) -> str:
    """Return what names an index: a folder, or the address of a server; ``settings.index_folder`` reads it."""
    return str(_folder(text)) if "://" not in text else text


def _port(text: str) -> int:
    """Return a port number."""
    if text.isdecimal() and 1 <= int(text) <= 65535:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} 不是端口号（1–65535）")


def _years(text: str) -> tuple[int, int]:
    """Return the first and the last year."""
    first, _, last = text.partition("-")
    if first.isdecimal() and (last or first).isdecimal() and int(first) <= int(last or first):
        return int(first), int(last or first)
    raise argparse.ArgumentTypeError(f"{text!r} 不是年份；请写作 2020 或 2019-2021")


def _floor(text: str) -> tuple[str, float]:
    """Return the name of a figure and its bound."""
    name, equals, value = text.partition("=")
    try:
        bound = float(value) if name and equals else _refuse(text)
    except ValueError:
        bound = _refuse(text)
    if name not in FIGURES:
        raise argparse.ArgumentTypeError(f"没有名为 {name!r} 的指标；有：{'、'.join(FIGURES)}")
    return name, bound


def _refuse(text: str) -> NoReturn:
    raise argparse.ArgumentTypeError(f"{text!r} 应写作 名称=数值，例如 solved=60")
