"""How exactly PDF and DOCX files of known text are read, and how fast.

    python -m bench.formats [--pages 300]

PDFs are made by reportlab and by chromium's print from running text of ``seeds/``: one to five columns, first lines
set in or paragraphs set apart, with running heads and page numbers. A character is wrong if it is missing, added or
out of order, white space aside; a paragraph is right if it comes out whole. Vertical print is not read and not
measured; neither are paragraphs that are told apart by nothing (no indent, no distance).
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from rag.corpus.formats import pool
from rag.corpus.formats.pdf import extract
from tests.corpus.formats.makers import CHROMIUM, chromium_pdf, page_html, reportlab_pdf
from tests.corpus.formats.score import char_error, paragraph_f1, prose
from tests.corpus.formats.shown import texts

TITLE = "关于某项工作的报告"
STYLES = {
    "indented": "p { text-indent: 2em }",
    "set apart": "p { text-indent: 0; margin: 0 0 .8em }",
    "ragged": "p { text-indent: 0; margin: 0 0 .8em; text-align: left }",
}


def files(paragraphs: list[str], folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the PDFs by name."""
    for columns in range(1, 6):
        size = 10.5 if columns < 4 else 9
        for name, indent, space in (("indented", 2, 0), ("set apart", 0, 8)):
            data = reportlab_pdf(
                paragraphs, columns=columns, title=TITLE, head="某某日报", size=size, indent=indent, space=space
            )
            yield f"reportlab, {columns} columns, {name}", data
    if CHROMIUM is None:
        return
    for columns in range(1, 5):
        for name, style in STYLES.items():
            sheet = f"{style} body {{ columns: {columns}; column-gap: 2em; font-size: {14 if columns < 3 else 11}px }}"
            html = page_html(paragraphs, title=TITLE, style=sheet + " h1 { column-span: all }")
            yield f"chromium, {columns} columns, {name}", chromium_pdf(folder, html, margins=columns % 2 == 0)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="bench.formats")
    parser.add_argument("--pages", type=int, default=300, help="pages read for the speed")
    args = parser.parse_args()
    paragraphs = [*prose("003", count=50), *prose("001", count=20), *prose("004", count=25)]
    wanted = [TITLE, *paragraphs]
    errors, shares = [], []
    with tempfile.TemporaryDirectory() as folder:
        for name, data in files(paragraphs, Path(folder)):
            found = texts(extract(data))
            errors.append(char_error(wanted, found))
            shares.append(paragraph_f1(wanted, found))
            print(f"{name:36} characters wrong {100 * errors[-1]:.3f} %  paragraphs F1 {shares[-1]:.3f}", flush=True)
    print(f"{'mean':36} characters wrong {100 * sum(errors) / len(errors):.3f} %  F1 {sum(shares) / len(shares):.3f}")
    print(f"{'worst':36} characters wrong {100 * max(errors):.3f} %  F1 {min(shares):.3f}")
    _speed(paragraphs, args.pages)


def _speed(paragraphs: list[str], pages: int) -> None:
    """Print the pages a second of two files at once, each in a child process of its own."""
    data = reportlab_pdf(paragraphs * 6, title=TITLE, head="某某日报")
    count = len(pool.extracted("pdf", data).pages)
    rounds = max(2, round(pages / count))
    started = time.perf_counter()
    with ThreadPoolExecutor(2) as two:
        read = sum(len(found.pages) for found in two.map(lambda _: pool.extracted("pdf", data), range(rounds)))
    spent = time.perf_counter() - started
    print(f"{read} pages in {spent:.1f} s by two child processes: {read / spent:.0f} pages a second")


if __name__ == "__main__":
    main()
