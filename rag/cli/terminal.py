"""Where words go: results to standard output, everything else to standard error. Knows no command."""

from __future__ import annotations

import io
import json
import re
import sys
from time import monotonic
from typing import TextIO

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_REDRAW_S = 0.1
_LINE_S = 5.0


def prepare() -> None:
    """Make both streams UTF-8 with plain line ends, on every system.

    A lone surrogate, which UTF-8 cannot carry, is written as a backslash and its code: inside a JSON string
    that is the same character.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def result(text: str) -> None:
    """Write a line of the result, at once, without control characters: those of a document would drive the terminal."""
    sys.stdout.write(_CONTROLS.sub("", text) + "\n")
    sys.stdout.flush()


def result_exactly(text: str) -> None:
    """Write a text as it is, no line end added."""
    sys.stdout.write(text)
    sys.stdout.flush()


def result_json(value: object) -> None:
    """Write an object of the result on a line of its own; controls that JSON leaves as they are become escapes."""
    text = json.dumps(value, ensure_ascii=False)
    result(_CONTROLS.sub(lambda match: f"\\u{ord(match[0]):04x}", text))


def note(text: str) -> None:
    """Write a line that is no result, without control characters."""
    sys.stderr.write(_CONTROLS.sub("", text) + "\n")
    sys.stderr.flush()


class Progress:
    """Shows how far long work has come: a line that redraws itself in a terminal, else a line every few seconds."""

    def __init__(self, stream: TextIO | None = None) -> None:
        """Draw on standard error unless told otherwise."""
        self._stream = sys.stderr if stream is None else stream
        self._live = self._stream.isatty()
        self._drawn = monotonic() if not self._live else 0.0
        self._width = 0

    def show(self, label: str, done: int, total: int) -> None:
        """Draw a state, unless one was drawn just now; ``total`` 0 means that it is not known."""
        now = monotonic()
        if now - self._drawn < (_REDRAW_S if self._live else _LINE_S):
            return
        self._drawn = now
        text = f"{label} {done}/{total}" if total else f"{label} {done}" if done else label
        if self._live:
            # A Chinese character takes two columns.
            self._stream.write("\r" + text + " " * max(0, self._width - len(text)))
            self._width = 2 * len(text)
        else:
            self._stream.write(text + "\n")
        self._stream.flush()

    def clear(self) -> None:
        """Take the line away, so that what follows stands on a clean one."""
        if self._live and self._width:
            self._stream.write("\r" + " " * self._width + "\r")
            self._stream.flush()
            self._width = 0
