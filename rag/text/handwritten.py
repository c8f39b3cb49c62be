"""Lines of the small files that people write by hand: one entry a line, comments behind ``#``.

Knows how editors save such files: a byte-order mark, line ends of any system. Knows nothing of what the entries mean.
"""

from __future__ import annotations

import re
from pathlib import Path

from rag.errors import ConfigFileError, reason

# A number sign that stands inside a word (C#) is part of it.
_COMMENT = re.compile(r"(?:^|(?<=\s))#.*")


def entries(path: Path) -> list[tuple[int, str]]:
    """Return the lines of a file that say something, each with its number from 1; none for a missing file.

    White space at both ends and comments are left out.

    Raises:
        ConfigFileError: The file is not UTF-8, or cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return []
    except UnicodeDecodeError as exc:
        hint = f"{path} 不是 UTF-8 编码；请用记事本打开它，另存为 UTF-8。"
        raise ConfigFileError(path, "not UTF-8", hint=hint) from exc
    except OSError as exc:
        hint = f"{path} 无法读取（{reason(exc)}）；请检查权限，或把它移开。"
        raise ConfigFileError(path, str(exc), hint=hint) from exc
    lines = ((number, _COMMENT.sub("", line).strip()) for number, line in enumerate(text.splitlines(), 1))
    return [(number, line) for number, line in lines if line]
