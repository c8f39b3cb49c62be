"""Clean paragraphs → the pages that print and extraction make of them. For tests and measurements only."""

import random
import re
from dataclasses import dataclass

from rag.corpus.signs import wide

NO_START = "，。、；：！？”’）》】」』…%"
NO_END = "“‘（《【「『"
SLIM = "，。、；：！？“”‘’（）《》·"


@dataclass(frozen=True)
class Print:
    """How a page is set: column width, punctuation at half width, blank lines, indents, justified lines."""

    width: float = 16
    kinsoku: bool = True
    slim: bool = False
    blanks: int = 1
    indent: str = "lost"  # lost, kept, none
    apart: int = 0  # further blank lines between paragraphs
    justified: float = 0.0  # share of lines spaced out


def size(char, style):
    if style.slim and char in SLIM:
        return 0.5
    return 1.0 if wide(char) else 0.5


def wrap(text, style):
    """Return a paragraph's printed lines."""
    tokens = re.findall(r"[A-Za-z0-9.%+\-@/]+|.", text) if style.kinsoku else list(text)
    lines, line, room = [], "", style.width - (2 if style.indent != "none" else 0)
    for token in tokens:
        need = sum(size(c, style) for c in token)
        if need > room and line and not (style.kinsoku and token in NO_START and need <= room + 1 and style.slim):
            carry = ""
            if style.kinsoku:
                while line and (token[:1] in NO_START and not carry.strip(NO_START) or line[-1] in NO_END):
                    carry, line = line[-1] + carry, line[:-1]
                    if carry[0] not in NO_START and not (line and line[-1] in NO_END):
                        break
            lines.append(line)
            line, room = carry, style.width - sum(size(c, style) for c in carry)
        line += token
        room -= need
    return [*lines, line] if line else lines


def page(paragraphs, style, seed=0):
    """Return the page's text: every printed line on its own."""
    chance = random.Random(seed)
    out = []
    for n, paragraph in enumerate(paragraphs):
        if n:
            out += [""] * (style.apart + style.blanks)
        for i, line in enumerate(wrap(paragraph, style)):
            if i:
                out += [""] * style.blanks
            if chance.random() < style.justified and i:
                line = spaced(line)
            out.append(("　　" if i == 0 and style.indent == "kept" else "") + line)
    return "\n".join(out) + "\n"


def spaced(line):
    """Return a line with its full-width characters set apart."""
    return re.sub(r"(?<=[\u3000-\u9fff“”])(?=[\u3000-\u9fff“”])", " ", line)


def cut(text, width, every):
    """Return paragraphs on a line each, cut by page ends after so many printed lines of a width, mid-sentence."""
    out, used = [], 0
    for paragraph in text:
        start = 0
        for at in range(width, len(paragraph), width):
            used += 1
            if used % every == 0 and at + 1 < len(paragraph):
                out += [paragraph[start:at], ""]
                start = at
        used += 1
        out += [paragraph[start:], ""]
    return "\n".join(out)
