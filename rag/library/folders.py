"""A folder as a person gives it → the folder, or one line that says what is wrong with it.

Knows how paths are written and pasted (``~``, quotes, ``file://``, Windows drives). Reads no document.
"""

from __future__ import annotations

import os
import re
from pathlib import Path, PureWindowsPath
from urllib.parse import unquote, urlsplit

from rag.corpus.folder import has_documents
from rag.corpus.read import SUFFIXES
from rag.errors import LoadError

# What file managers, terminals and input methods put around a path.
_QUOTES = {'"': '"', "'": "'", "“": "”", "‘": "’", "「": "」", "《": "》", "<": ">", "`": "`"}
_DRIVE = re.compile(r"/[A-Za-z]:(?=[/\\]|$)")


def folder_given(text: str) -> Path:
    """Return the folder that someone means, whole and resolved.

    Args:
        text: A path as it was typed or pasted.

    Raises:
        LoadError: It is empty, relative, not there, no folder, closed to us, or holds nothing to read.
    """
    written = path_written(text)
    if not written:
        raise LoadError(
            "", "no path", hint="请填写文件夹的完整路径。", hint_en="Please give the whole path of a folder."
        )
    try:
        folder = Path(written).expanduser()
        if not folder.is_absolute() and PureWindowsPath(written).is_absolute():
            raise LoadError(
                written,
                "a path of Windows",
                hint=f"“{written}”是 Windows 的路径，而这台电脑不是；请填这台电脑上的路径。",
                hint_en=f"“{written}” is a path of Windows, which this computer does not run; give one of its own.",
            )
        if not folder.is_absolute():
            raise LoadError(
                written,
                "not a whole path",
                hint=f"“{written}”不是完整的路径；请从盘符、/ 或 ~ 写起。",
                hint_en=f"“{written}” is not a whole path; begin with a drive, / or ~.",
            )
        return _checked(folder.resolve(strict=True))
    except (FileNotFoundError, NotADirectoryError) as exc:
        raise LoadError(
            written,
            "no such folder",
            hint=f"找不到文件夹 {written}；请检查路径。",
            hint_en=f"There is no folder {written}; please check the path.",
        ) from exc
    except (OSError, RuntimeError, ValueError) as exc:
        # A user that does not exist (~nobody), a name too long, a null character, a circle of links, no permission.
        why = getattr(exc, "strerror", None) or str(exc)
        raise LoadError(
            written,
            f"cannot be opened: {why}",
            hint=f"打不开文件夹 {written}（{why}）；请检查路径和权限。",
            hint_en=f"The folder {written} cannot be opened ({why}); please check the path and its permissions.",
        ) from exc


def path_written(text: str) -> str:
    r"""Return the path in what was typed or pasted: quotes and ``file://`` taken off, the spaces around it too.

    >>> path_written(' "C:\\Users\\我\\资料" '), path_written("file:///C:/Users/%E6%88%91"), path_written("'~/资料/'")
    ('C:\\Users\\我\\资料', 'C:/Users/我', '~/资料/')
    """
    path = text.strip()
    while len(path) > 1 and _QUOTES.get(path[0]) == path[-1]:
        path = path[1:-1].strip()
    if path.lower().startswith("file://"):
        parts = urlsplit(path)
        host = "" if parts.netloc in ("", "localhost") else f"//{parts.netloc}"
        path = host + unquote(parts.path)
        if _DRIVE.match(path):
            path = path[1:]
    return path


def short(folder: Path) -> str:
    """Return a folder as people write it: ``~`` for their own home."""
    home = Path.home()
    if os.name == "nt" or home == Path(home.anchor) or not folder.is_relative_to(home):
        return str(folder)
    below = folder.relative_to(home).as_posix()
    return "~" if below == "." else f"~/{below}"


def _checked(folder: Path) -> Path:
    """Return a folder that is there, can be listed and holds something to read."""
    if not folder.is_dir():
        raise LoadError(
            folder,
            "a file, no folder",
            hint=f"{folder} 是一个文件；请填它所在的文件夹：{folder.parent}",
            hint_en=f"{folder} is a file; please give the folder that it is in: {folder.parent}",
        )
    os.scandir(folder).close()
    if not has_documents(folder):
        kinds = " ".join(SUFFIXES)
        raise LoadError(
            folder,
            "no documents",
            hint=f"文件夹 {folder} 里没有能读的资料；请放入这些格式的文件：{kinds}。",
            hint_en=f"The folder {folder} holds no documents; these kinds of files can be read: {kinds}.",
        )
    return folder
