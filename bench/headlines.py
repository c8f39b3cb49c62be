"""Headlines on newspaper pages that nobody has seen: which article does each come to.

    python -m bench.headlines --texts TEXTS.jsonl.xz [--held] [--pages 400] [--seed 1] [--show]

TEXTS: an object a line with ``text``; articles that begin with 原标题：, their title set apart by two blanks. Of two to
six of them a page is printed in one column of 12 to 24 characters: a byline (■, 本报讯（记者 …） or an office and a
name) opens each, and the headlines stand above their bodies, below them, at the page's end in another order, or in a
mixture of these. ``--held`` takes the half of the articles that was not seen while rules were written. An article is
right with its own headline, whole; part with some of its lines; wrong with any other; bare without, lost where its
byline was not found.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from rag.corpus.load import document_of
from rag.corpus.read import read_string
from rag.text.fold import content

LAYOUTS = ("above", "below", "end", "mixed")
_SURNAMES, _GIVEN = "王李张刘陈杨黄赵周吴徐孙马朱胡林郭何高罗", "伟芳敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚"
_OFFICES = ("教育局局长", "水利局局长", "城东街道党工委书记", "文化馆馆长", "市场监管局局长", "妇联主席", "港务局局长")
_TITLE = re.compile(r"原标题[：:]\s*(?P<title>[^ \u3000\u200b]{8,40})[ \u3000\u200b]{2,}(?P<body>.{200,})", re.DOTALL)
_BREAK = re.compile(r"[，。！？：；、 —|丨]+")


def articles(path: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield titles with the paragraphs of their articles, the first four at most."""
    with lzma.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            found = _TITLE.match(json.loads(line)["text"])
            if found is None:
                continue
            parts = [part.strip() for part in re.split(r"[ \u3000\xa0]{2,}", found["body"])]
            body = [part for part in parts if len(part) > 40 and part[-1] in "。！？”"][:4]
            if len(body) >= 2 and "记者" not in found["title"] and not re.search("[电讯]", body[0][:40]):
                yield found["title"], body


def name(draw: random.Random) -> str:
    """Return a made-up name."""
    return draw.choice(_SURNAMES) + "".join(draw.sample(_GIVEN, draw.randint(1, 2)))


def printed(text: str, width: int) -> list[str]:
    """Return the lines of a paragraph in a column, a blank line behind each."""
    lines = [text[at : at + width] for at in range(0, len(text), width)]
    return [part for line in lines for part in (line, "")]


def headline(title: str, draw: random.Random) -> list[str]:
    """Return a title as headlines are set: without its marks, on one to three lines."""
    pieces = [piece for piece in _BREAK.split(title) if piece]
    return pieces if len(pieces) <= 3 else ["".join(pieces[:2]), "".join(pieces[2:])]


Made = tuple[str, list[tuple[str, str]]]


def page(found: list[tuple[str, list[str]]], layout: str, draw: random.Random) -> Made:
    """Return a printed page, and the headline of each byline."""
    width = draw.randint(12, 24)
    style = draw.choice(("mark", "report", "report"))
    lines: list[str] = []
    last: list[list[str]] = []
    known: list[tuple[str, str]] = []
    for title, body in found:
        who = f"{draw.choice(_OFFICES)} {name(draw)}" if style == "mark" else f"记者 {name(draw)}"
        own = headline(title, draw)
        known.append((who, "".join(own)))
        where = draw.choice(LAYOUTS[:3]) if layout == "mixed" else layout
        block = [part for line in own for part in (line, "")]
        if where == "above":
            lines += block
        first, *rest = body
        if style == "mark":
            lines += [f"■{who}", "", *printed(first, width)]
        else:
            lines += printed(f"本报讯（{who}）{first}", width)
        for part in rest:
            lines += printed(part, width)
        if where == "below":
            lines += block
        elif where == "end":
            last.append(block)
    draw.shuffle(last)
    lines += [line for block in last for line in block]
    return "\n".join(lines) + "\n", known


def main() -> None:
    """Print the shares by layout."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--texts", type=Path, required=True)
    parser.add_argument("--pages", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--most", type=int, default=4000, help="articles read")
    parser.add_argument("--held", action="store_true", help="the articles not used while rules were written")
    parser.add_argument("--show", action="store_true", help="print pages with a wrong headline")
    args = parser.parse_args()
    draw = random.Random(args.seed)
    held = [pair for pair, _ in zip(articles(args.texts), range(args.most), strict=False)]
    held = held[1 if args.held else 0 :: 2]
    print(f"{len(held)} articles")
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for n in range(args.pages):
        layout = LAYOUTS[n % len(LAYOUTS)]
        text, known = page(draw.sample(held, draw.randint(2, 6)), layout, draw)
        made = {a.byline.value: a.headline for a in document_of(read_string("页.txt", text)).articles if a.byline}
        titles = {content(title) for _, title in known}
        for who, title in known:
            own = made.get(who)
            said = content(own.value).replace(" ", "") if own else ""
            state = (
                "right"
                if said == content(title)
                else "bare"
                if not said
                else "part"
                if said in content(title)
                else "wrong"
            )
            if who not in made:
                state = "lost"
            counts[layout][state] += 1
            if args.show and state in ("wrong", "lost"):
                print(layout, state, who, "|", title, "|", own and own.value, "|", said in titles)
    for layout, seen in counts.items():
        total = sum(seen.values())
        print(layout, total, {state: f"{100 * count / total:.1f}" for state, count in sorted(seen.items())})


if __name__ == "__main__":
    main()
