"""On which systems this was tried, and on which its packages can be installed at all: one table.

``doctor`` shows the row of the system it runs on; the readmes and ``docs/platforms.md`` hold the whole table, and a
test keeps them equal. Nothing here is a promise: what was not tried says so.
"""

from __future__ import annotations

import platform
import sys
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Platform:
    """A system and a kind of processor.

    Attributes:
        name: As people call it.
        system: As ``sys.platform`` says it.
        machines: As ``platform.machine()`` says it, lower case.
        installs: Whether every pinned package has a wheel for it, by the package index.
        tried: What was run on it, in Chinese; ``""`` for nothing.
        tried_en: The same in English.
        note: What to know, in Chinese.
        note_en: The same in English.
    """

    name: str
    system: str
    machines: tuple[str, ...]
    installs: bool
    tried: str = ""
    tried_en: str = ""
    note: str = ""
    note_en: str = ""


PLATFORMS = (
    Platform(
        "Linux x86-64",
        "linux",
        ("x86_64", "amd64"),
        installs=True,
        tried="全部测试，含浏览器测试（Debian 12，Python 3.11）",
        tried_en="all tests, those in a browser too (Debian 12, Python 3.11)",
    ),
    Platform("Linux ARM64", "linux", ("aarch64", "arm64"), installs=True),
    Platform(
        "Windows 10/11 x64",
        "win32",
        ("amd64", "x86_64"),
        installs=True,
        note="没有 make，用 python setup_env.py run",
        note_en="no make: python setup_env.py run",
    ),
    Platform(
        "Windows ARM64",
        "win32",
        ("arm64",),
        installs=False,
        note="torch、tantivy 没有安装包；请装 x64 版的 Python",
        note_en="torch and tantivy have no wheels; install the x64 build of Python",
    ),
    Platform("macOS, Apple silicon", "darwin", ("arm64",), installs=True),
    Platform(
        "macOS, Intel",
        "darwin",
        ("x86_64",),
        installs=False,
        note="torch、faiss 已不提供安装包",
        note_en="torch and faiss no longer provide wheels",
    ),
)


def here(system: str | None = None, machine: str | None = None) -> Platform | None:
    """Return the row of a system, of this one by default; None for one that the table does not know."""
    system, machine = system or sys.platform, (machine or platform.machine()).lower()
    return next((row for row in PLATFORMS if row.system == system and machine in row.machines), None)


def table() -> str:
    """Return the table in Chinese, as Markdown."""
    rows = [("系统", "安装包", "试过什么", "说明"), ("---",) * 4]
    rows += [(p.name, "有" if p.installs else "没有", p.tried or "没有试过", p.note) for p in PLATFORMS]
    return _drawn(rows)


def table_en() -> str:
    """Return the table in English, as Markdown."""
    rows = [("system", "wheels", "tried", "note"), ("---",) * 4]
    rows += [(p.name, "yes" if p.installs else "no", p.tried_en or "not tried", p.note_en) for p in PLATFORMS]
    return _drawn(rows)


def _drawn(rows: list[tuple[str, str, str, str]]) -> str:
    return "".join("| " + " | ".join(row).replace("|  |", "| |").rstrip() + " |\n" for row in rows)
