"""How exactly PDF and DOCX files of known text are read, and how fast.

    python -m bench.formats [--pages 300] [--scanned 3]

PDFs are made by reportlab, by chromium's print and by LibreOffice from running text of ``seeds/``: one to five columns,
first lines set in or paragraphs set apart, with running heads and page numbers. LibreOffice also makes DOCX files. A
character is wrong if it is missing, added or out of order, white space aside; a paragraph is right if it comes out
whole. Vertical print is not read and not measured; neither are paragraphs that are told apart by nothing (no indent, no
distance).
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from rag.corpus.formats import docx, pdf, pool
from rag.corpus.formats.recognise import recogniser
from rag.corpus.recognition import recogniser_version
from tests.corpus.formats.libreoffice import SOFFICE, converted, fodt, p
from tests.corpus.formats.makers import CHROMIUM, NOTO, chromium_pdf, page_html, pictured, reportlab_pdf
from tests.corpus.formats.score import as_seen, char_error, paragraph_f1, prose
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
    if CHROMIUM is not None:
        yield from _by_chromium(paragraphs, folder)
    if SOFFICE is not None:
        yield from _by_libreoffice(paragraphs, folder)


def _by_chromium(paragraphs: list[str], folder: Path) -> Iterator[tuple[str, bytes]]:
    for columns in range(1, 5):
        for name, style in STYLES.items():
            sheet = f"{style} body {{ columns: {columns}; column-gap: 2em; font-size: {14 if columns < 3 else 11}px }}"
            html = page_html(paragraphs, title=TITLE, style=sheet + " h1 { column-span: all }")
            yield f"chromium, {columns} columns, {name}", chromium_pdf(folder, html, margins=columns % 2 == 0)


def _by_libreoffice(paragraphs: list[str], folder: Path) -> Iterator[tuple[str, bytes]]:
    given = {}
    for columns in range(1, 5):
        size = 10.5 if columns < 3 else 9
        for name, indent, space in (("indented", 2, 0), ("set apart", 0, 8)):
            body = "".join([p(TITLE, "Title"), *map(p, paragraphs)])
            made = fodt(body, columns=columns, head="某某日报", size=size, indent=indent, space=space)
            given[f"LibreOffice, {columns} columns, {name}.fodt"] = made
    for target in ("pdf", "docx"):
        for name, data in converted(folder / "libreoffice", given, target).items():
            yield name.removesuffix(".fodt") + (", docx" if target == "docx" else ""), data


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="bench.formats")
    parser.add_argument("--pages", type=int, default=300, help="pages read for the speed")
    parser.add_argument("--scanned", type=int, default=3, help="pages recognised, where what does it is installed")
    args = parser.parse_args()
    paragraphs = [*prose("003", count=50), *prose("001", count=20), *prose("004", count=25)]
    wanted = [TITLE, *paragraphs]
    errors, shares = [], []
    spent, count = Counter[str](), Counter[str]()
    with tempfile.TemporaryDirectory() as folder:
        for name, data in files(paragraphs, Path(folder)):
            began = time.process_time()
            extracted = (docx if name.endswith("docx") else pdf).extract(data)
            producer = name.split(",")[0]
            spent[producer] += time.process_time() - began if extracted.pages else 0.0
            count[producer] += len(extracted.pages)
            found = texts(extracted)
            errors.append(char_error(wanted, found))
            shares.append(paragraph_f1(wanted, found))
            print(f"{name:40} characters wrong {100 * errors[-1]:.3f} %  paragraphs F1 {shares[-1]:.3f}", flush=True)
    print(f"{'mean':40} characters wrong {100 * sum(errors) / len(errors):.3f} %  F1 {sum(shares) / len(shares):.3f}")
    print(f"{'worst':40} characters wrong {100 * max(errors):.3f} %  F1 {min(shares):.3f}")
    for producer, seconds in spent.items():
        print(f"{producer:40} {1000 * seconds / count[producer]:.0f} ms of processor time a page")
    _recognised(args.scanned)
    _speed(paragraphs, args.pages)


def _recognised(pages: int) -> None:
    """Print how well pages that are pictures are recognised, marks in either width counted alike."""
    if not pages or not recogniser_version() or NOTO is None:
        return
    recognise = recogniser()
    wanted: list[str] = []
    found: list[str] = []
    began = time.process_time()
    for paragraphs in _pagefuls(pages):
        wanted += map(as_seen, paragraphs)
        found += map(as_seen, texts(pdf.extract(pictured(paragraphs), recognise)))
    seconds = (time.process_time() - began) / pages
    error, share = char_error(wanted, found), paragraph_f1(wanted, found)
    print(
        f"{f'recognised, {pages} pages':40} characters wrong {100 * error:.3f} %  paragraphs F1 {share:.3f}, "
        f"{seconds:.0f} s of processor time a page"
    )


def _pagefuls(pages: int, lines: int = 34, per_line: int = 38) -> Iterator[list[str]]:
    """Yield as many paragraphs as a picture holds, some times."""
    taken: list[str] = []
    for paragraph in prose("003", count=60):
        if sum(-(-(len(p) + 2) // per_line) for p in [*taken, paragraph]) > lines:
            yield taken
            taken, pages = [], pages - 1
        if not pages:
            return
        taken.append(paragraph)


def _speed(paragraphs: list[str], pages: int) -> None:
    """Print the pages a second of two files at once, each in a child process of its own, and what a page costs."""
    data = reportlab_pdf(paragraphs * 6, title=TITLE, head="某某日报")
    count = len(pool.extracted("pdf", data).pages)
    rounds = max(2, round(pages / count))
    pool.close()
    started, before = time.perf_counter(), _processors()
    with ThreadPoolExecutor(2) as two:
        read = sum(len(found.pages) for found in two.map(lambda _: pool.extracted("pdf", data), range(rounds)))
    spent = time.perf_counter() - started
    pool.close()
    cost = (_processors() - before) / read
    print(
        f"{read} pages in {spent:.1f} s by two child processes: {read / spent:.0f} pages a second; a page takes "
        f"{1000 * cost:.0f} ms of processor time, starting them and all: {2 / cost:.0f} a second were both cores free"
    )


def _processors() -> float:
    """Return the seconds of processors that this process and its children that have ended took."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


if __name__ == "__main__":
    main()
