"""Which files of a folder are passed over, and by which rule: what people did not mean as documents.

Rules look at names alone. The reader's own stand in ``.ragignore`` at the top of the documents folder, in the form of
a ``.gitignore``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from rag.errors import ConfigFileError

IGNORE_FILE = ".ragignore"
_SIDECAR = ".meta.toml"


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file or folder that was passed over.

    Attributes:
        path: Below the documents folder, with ``/``; a folder ends in it.
        rule: By which rule, in Chinese.
        rule_en: The same in English.
        warns: Whether it was meant to have an effect and has none: whoever wrote it should know.
    """

    path: str
    rule: str
    rule_en: str
    warns: bool = False


_LINK = ("链接，指向文件夹以外或已不存在的文件", "a link that leads out of the folder or nowhere")
# Names, compared without case, and the rule: the first that fits.
_RULES: tuple[tuple[re.Pattern[str], tuple[str, str]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), rule)
    for pattern, rule in (
        (
            r"~\$.*|\.~.*|~.*\.tmp|.*\.(?:tmp|temp|part|crdownload|swp)|.*~",
            ("临时文件，由办公软件、浏览器或编辑器留下", "a temporary file of an office program, browser or editor"),
        ),
        (
            r"thumbs\.db|ehthumbs\.db|desktop\.ini|icon\r|\.ds_store|\._.*|__macosx|\$recycle\.bin|"
            r"system volume information",
            ("系统文件", "a file of the operating system"),
        ),
        (r"\..*", ("隐藏文件，名称以“.”开头", "hidden: its name begins with a dot")),
        # Names of programs' making; in Chinese ones the underscore sorts a document to the top.
        (r"_[ -~]*", ("名称以“_”开头，没有汉字", "its name begins with an underscore and holds no Chinese")),
        (
            r"(?:readme|licen[cs]e)(?:[-_. ][a-z0-9]{1,8}){0,3}",
            ("说明文件（README、LICENSE）", "a README or a LICENSE"),
        ),
        (r".*\.meta\.toml", ("另一份资料的说明（.meta.toml）", "says something of another document (.meta.toml)")),
    )
)
# Whether a name fits any of them: nearly none does.
_ANY_RULE = re.compile("|".join(shape.pattern for shape, _ in _RULES), re.IGNORECASE)
_ORPHAN = (
    "资料的说明（.meta.toml），但旁边没有名称相同的资料，不起作用；请检查文件名",
    "says something of another document (.meta.toml), but no document beside it has its name: it has no effect",
)
_MALFORMED = (
    "{lines}写法有误，没有采用，其余各行有效；写法同 .gitignore",
    "left out as malformed, the other lines hold: {lines}; it is written like a .gitignore",
)
_OWN = ("按 .ragignore 的规则 {pattern}", "by the rule {pattern} in .ragignore")


def rules_of(root: Path) -> Callable[[str], Skipped | None]:
    """Return what says by which rule a path is passed over; None where it is not.

    The function takes a path below ``root``, with ``/``, that of a folder ending in ``/``; only the last part of its
    name is held against the rules of names, for nothing within a folder that is passed over is looked at.

    Raises:
        ConfigFileError: ``.ragignore`` cannot be read.
    """
    own, malformed = _own_rules(root / IGNORE_FILE)

    def skipped(path: str) -> Skipped | None:
        if malformed and path == IGNORE_FILE:
            return malformed
        if found := by_name(path):
            return found
        pattern = own(path)
        return Skipped(path, _OWN[0].format(pattern=pattern), _OWN[1].format(pattern=pattern)) if pattern else None

    return skipped


def by_name(path: str) -> Skipped | None:
    """Return by which rule of ours the last part of a path is passed over; None where it is not."""
    name = path.rstrip("/").rpartition("/")[2]
    if not _ANY_RULE.fullmatch(name):
        return None
    return next((Skipped(path, *rule) for shape, rule in _RULES if shape.fullmatch(name)), None)


def link(path: str) -> Skipped:
    """Return a link that is not followed."""
    return Skipped(path, *_LINK)


def with_orphans(skipped: Iterable[Skipped], documents: Collection[str]) -> list[Skipped]:
    """Return what was passed over, sidecars without a document told apart.

    Args:
        skipped: What was passed over.
        documents: Names of the documents, below the folder, with ``/``.
    """
    bare = {name.rpartition(".")[0] for name in documents}
    found = []
    for one in skipped:
        of = one.path.lower().endswith(_SIDECAR) and one.path[: -len(_SIDECAR)]
        alone = of and of not in documents and of not in bare and one.rule == _RULES[-1][1][0]
        found.append(replace(one, rule=_ORPHAN[0], rule_en=_ORPHAN[1], warns=True) if alone else one)
    return found


def _own_rules(file: Path) -> tuple[Callable[[str], str], Skipped | None]:
    """Return what gives the pattern of ``.ragignore`` that a path fits, ``""`` for none, and what tells bad lines.

    The last pattern that fits counts.
    """
    if not file.exists():
        return lambda path: "", None
    # Imported here: it takes a tenth of a second, and few folders have such a file.
    from pathspec import GitIgnoreSpec

    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, ValueError) as exc:
        hint = f"{IGNORE_FILE} 读不了（{exc}）；请用 UTF-8 保存，写法同 .gitignore，或把它删掉。"
        raise ConfigFileError(file, f"cannot be read as UTF-8 ({exc})", hint=hint) from exc
    sound: list[str] = []
    malformed: list[tuple[int, str]] = []
    for number, line in enumerate(lines, 1):
        try:
            # It counts its patterns without empty lines.
            sound += [line] * bool(len(GitIgnoreSpec.from_lines([line])))
        except ValueError:
            malformed.append((number, line))
    spec = GitIgnoreSpec.from_lines(sound)

    def pattern(path: str) -> str:
        result = spec.check_file(path)
        return sound[result.index].strip() if result.include and result.index is not None else ""

    if not malformed:
        return pattern, None
    zh = "、".join(f"第 {number} 行“{line}”" for number, line in malformed)
    en = ", ".join(f"line {number} “{line}”" for number, line in malformed)
    return pattern, Skipped(IGNORE_FILE, _MALFORMED[0].format(lines=zh), _MALFORMED[1].format(lines=en), warns=True)
