"""Newspaper pages from known articles by chromium's print, with CSS grids and columns; see ``newspaper``."""

import io
import random
from html import escape

import pypdfium2 as pdfium

from tests.corpus.formats.makers import chromium_pdf
from tests.corpus.formats.newspaper import Made, Source

_SHEET = """
@page { size: 297mm 420mm; margin: 14mm }
body { margin: 0; font: %(size)spx/%(lead)s serif }
.page { break-after: page; }
p { margin: 0; text-indent: 2em; text-align: justify }
h1, h2 { margin: 0 0 .3em; text-align: %(align)s; line-height: 1.25 }
h1 { font-size: 2.6em } h2 { font-size: 1.7em }
.deck { font-size: 1.25em; text-indent: 0; text-align: %(align)s }
.by { text-indent: 0; text-align: %(align)s }
.cols { column-gap: %(gap)sem; column-fill: balance }
.box { border: 1px solid #444; padding: .8em }
.tint { background: #e8ecf2; padding: .8em }
figure { margin: .4em 0; break-inside: avoid } figure div { background: #ccd; height: 9em }
figcaption { font-size: .9em; text-indent: 0 }
.drop::first-letter { float: left; font-size: 3.6em; line-height: .85; padding-right: .08em }
.two .drop::first-letter { font-size: 2.6em; line-height: 1; padding: 0 .15em 0 0 }
table { width: 100%%; border-spacing: 0 } td { padding: 0; text-align: left }
section { margin-bottom: 1.6em }
"""


class Printer:
    """Writes articles as HTML, and keeps what they hold."""

    def __init__(self, draw, share):
        self.draw, self.source, self.pieces, self.share = draw, Source(draw), [], share

    def article(
        self,
        count,
        columns,
        *,
        h="h1",
        deck=None,
        byline=None,
        drop=False,
        figure=False,
        spread=0.0,
        kind="",
        sub=False,
    ):
        article = self.source.article(max(2, round(self.share * count)), deck=deck, byline=byline)
        style = f' style="letter-spacing: {spread}em"' if spread else ""
        head = f"<{h}{style}>{escape(article.headline)}</{h}>"
        head += f'<p class="deck">{article.deck}</p>' if article.deck else ""
        head += f'<p class="by">{article.byline}</p>' if article.byline else ""
        body, whole = [], list(article.head())
        for n, text in enumerate(article.paragraphs):
            if figure and n == 1:
                caption = self.source.caption()
                body.append(f"<figure><div></div><figcaption>{caption}</figcaption></figure>")
                self.pieces.append(("caption", [caption]))
            if sub and n in (2, 4):
                body.append("<h3 style='margin: .3em 0; font-size: 1.2em; text-align: center'>办好群众身边的事</h3>")
                whole.append("办好群众身边的事")
            body.append(f"<p{' class=drop' if drop and n == 0 else ''}>{escape(text)}</p>")
            whole.append(text)
        self.pieces.append(("article", whole))
        inner = f'<div class="cols" style="columns: {columns}">{"".join(body)}</div>'
        return f'<section class="{kind}">{head}{inner}</section>'

    def table(self):
        rows = self.source.rows()
        self.pieces.append(("table", ["".join(row) for row in rows]))
        return (
            "<section><table>"
            + "".join("<tr>" + "".join(f"<td>{c}</td>" for c in r) + "</tr>" for r in rows)
            + "</table></section>"
        )


def grid(cells, template, gap=2):
    return f'<div style="display: grid; grid-template-columns: {template}; column-gap: {gap}em">{"".join(cells)}</div>'


def stacked(p):
    """Articles of several columns below each other, each headline over all of its columns."""
    return "".join(p.article(p.draw.randint(3, 5), p.draw.choice((2, 3, 4))) for _ in range(3))


def side_box(p):
    """A large article beside a framed or tinted one; two more below."""
    kind = p.draw.choice(("box", "tint"))
    box = p.article(5, 1, h="h2", kind=kind)
    large = p.article(9, 2)
    cells, template = ([large, box], "2fr 1fr") if p.draw.random() < 0.6 else ([box, large], "1fr 2fr")
    below = [p.article(5, 2, h="h2"), p.article(5, 2, h="h2")]
    return grid(cells, template) + grid(below, "1fr 1fr")


def figures(p):
    """Pictures with captions inside the columns."""
    return p.article(9, 3, figure=True) + grid(
        [p.article(5, 2, h="h2", figure=True), p.article(4, 1, h="h2")], "2fr 1fr"
    )


def dropped(p):
    """Drop caps in two, three or four columns."""
    return "".join(p.article(p.draw.randint(6, 9), p.draw.choice((2, 3, 4)), drop=True) for _ in range(2))


def initials(p):
    """Drop caps as high as two lines in articles side by side, a framed one among them."""
    cells = [p.article(6, 2, drop=True, h="h2"), p.article(4, 1, drop=True, h="h2", kind="box")]
    return f"<div class='two'>{p.article(6, 3, drop=True)}{grid(cells, '2fr 1fr')}</div>"


def three(p):
    """Three articles of one column side by side below one of three columns; a table without lines in one of them."""
    cells = [p.article(4, 1, h="h2", deck=False), p.article(4, 1, h="h2"), p.article(2, 1, h="h2") + p.table()]
    return p.article(6, 3, sub=True) + grid(cells, "1fr 1fr 1fr")


def letters(p):
    """Headlines with letters set apart."""
    far = p.draw.choice((0.3, 0.6, 1.0))
    return p.article(8, 3, h="h2", spread=far, deck=False) + grid(
        [p.article(4, 2, h="h2", spread=far, deck=False), p.article(4, 1, h="h2", deck=False)], "2fr 1fr"
    )


def mixture(p):
    """Boxes, pictures, drop caps and single columns on one page."""
    cells = [p.article(6, 2, drop=True, h="h2"), p.article(4, 1, h="h2", kind="box")]
    more = [p.article(3, 1, h="h2", figure=True), p.article(5, 2, h="h2", kind="tint"), p.article(3, 1, h="h2")]
    return p.article(5, 4, figure=True) + grid(cells, "2fr 1fr") + grid(more, "1fr 2fr 1fr")


BY_CHROMIUM = {f.__name__: f for f in (stacked, side_box, figures, initials, dropped, three, letters, mixture)}


def printed(folder, name, seeds):
    """Pages by chromium, one for each seed, each a file of its own; articles as long as the page holds."""
    for share in (1.0, 0.8, 0.6, 0.4):
        bodies, pieces = [], []
        size, lead = random.Random(f"{name}{seeds[0]}").choice(((12, 1.45), (13, 1.5), (11, 1.6)))
        align, gap = random.Random(f"{seeds[0]}{name}").choice((("center", 1.5), ("left", 2), ("center", 2)))
        for seed in seeds:
            p = Printer(random.Random(f"{name}{seed}"), share)
            bodies.append(f'<div class="page">{BY_CHROMIUM[name](p)}</div>')
            pieces.append(p.pieces)
        sheet = _SHEET % {"size": size, "lead": lead, "align": align, "gap": gap}
        data = chromium_pdf(folder, f"<!doctype html><meta charset=utf-8><style>{sheet}</style>{''.join(bodies)}")
        whole = pdfium.PdfDocument(data)
        if len(whole) == len(pieces):
            break
    else:
        raise AssertionError(f"{name}: a page holds too much")
    found = []
    for n, own in enumerate(pieces):
        one, made = pdfium.PdfDocument.new(), io.BytesIO()
        one.import_pages(whole, [n])
        one.save(made)
        found.append(Made(name, made.getvalue(), own))
    return found
