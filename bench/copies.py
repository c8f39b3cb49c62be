"""What copies cost: the gold questions over the seed documents alone, and with each there again in other forms.

    python -m bench.copies [--forms renamed,wrapped,docx,pdf]

Prints hit@5 and solved for both, how many passages of any evidence stand in it twice (four fifths of the clauses of the
one in another), and the links found. Forms: ``renamed``, the same bytes under another name; ``wrapped``, the repaired
text printed anew in lines of 31 characters; ``docx`` and ``pdf``, made of its paragraphs.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from bench.over import over
from rag.cli.asking import Asking, answered
from rag.cli.requests import Object
from rag.corpus.load import load_document
from rag.evaluate import figures, gold_of
from rag.records import Document, Scope
from rag.settings import ROOT
from rag.text.sameness import marks, shared

ASKED = ("id", "question", "history", "scope")
_WIDTH = 31
_TWICE = 0.8


def paragraphs(document: Document) -> list[str]:
    """Return the repaired paragraphs of a document in reading order."""
    return [document.text[p.start : p.end] for article in document.articles for p in article.paragraphs]


def renamed(path: Path, folder: Path) -> None:
    """Write the same bytes under another name."""
    shutil.copyfile(path, folder / f"副本 {path.stem[:3]}{path.suffix}")


def wrapped(path: Path, folder: Path) -> None:
    """Write the repaired text in lines of one width, a blank line between paragraphs."""
    shown = [
        "\n".join(text[at : at + _WIDTH] for at in range(0, len(text), _WIDTH))
        for text in paragraphs(load_document(path, path.parent))
    ]
    (folder / f"重排 {path.stem[:3]}.txt").write_text("\n\n".join(shown) + "\n", encoding="utf-8")


def docx(path: Path, folder: Path) -> None:
    """Write the repaired paragraphs as a Word document."""
    from docx import Document as Word

    word = Word()
    for text in paragraphs(load_document(path, path.parent)):
        word.add_paragraph(text)
    word.save(str(folder / f"文稿 {path.stem[:3]}.docx"))


def pdf(path: Path, folder: Path) -> None:
    """Print the repaired paragraphs on A4 pages, with a font that every PDF reader brings."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    style = ParagraphStyle("body", fontName="STSong-Light", fontSize=11, leading=18, firstLineIndent=22, wordWrap="CJK")
    texts = paragraphs(load_document(path, path.parent))
    escaped = [text.replace("&", "&amp;").replace("<", "&lt;") for text in texts]
    SimpleDocTemplate(str(folder / f"打印 {path.stem[:3]}.pdf"), pagesize=A4).build(
        [Paragraph(text, style) for text in escaped]
    )


FORMS: dict[str, Callable[[Path, Path], None]] = {"renamed": renamed, "wrapped": wrapped, "docx": docx, "pdf": pdf}


def twice(evidence: Sequence[Object]) -> int:
    """Return how many passages stand, for four fifths of their clauses, in one before them in the same evidence."""
    own = [marks(passage["text"]) for passage in evidence]
    return sum(
        any(i > j and shared(a, {mark.value for mark in b}) >= _TWICE for j, b in enumerate(own))
        for i, a in enumerate(own)
    )


def measured(docs: Path, home: Path, lines: Sequence[Object]) -> Iterator[str]:
    """Yield what is found over one folder, a line each."""
    assistant, report = over(docs, home)
    asking = Asking(assistant)
    answers = {}
    for line in lines:
        asked = {key: line[key] for key in ASKED if key in line}
        answers[line["id"]] = answered(asking, json.dumps(asked).encode())
    texts = {document.source.name: document.source.text for document in assistant.index.documents()}
    found, missed = figures([gold_of(line) for line in lines], answers, texts)
    shown = {name: found[name] for name in ("hit@1", "hit@3", "hit@5", "hit@10", "solved", "wrong", "refused", "exact")}
    doubled = sum(twice(answer["evidence"]) for answer in answers.values())
    kinds = Counter(link.kind for link in assistant.index.links())
    yield f"{report.documents} documents, {report.chunks} passages, hidden {len(assistant.index.hidden(Scope()))}"
    yield f"  {json.dumps(shown)}"
    yield f"  passages twice in one evidence: {doubled}; links {dict(kinds)}"
    yield "  missed: " + " ".join(sorted(miss.gold.id for miss in missed))
    assistant.index.close()


def main() -> None:
    """Measure both folders."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--forms", default="renamed,wrapped")
    parser.add_argument("--gold", type=Path, default=ROOT / "evals" / "seeds.jsonl")
    args = parser.parse_args()
    lines = [json.loads(line) for line in args.gold.read_text(encoding="utf-8").splitlines() if line.strip()]
    seeds = sorted((ROOT / "seeds").glob("*.txt"))
    with tempfile.TemporaryDirectory() as work:
        for name, forms in (("alone", []), ("copies", args.forms.split(","))):
            docs = Path(work) / name / "docs"
            docs.mkdir(parents=True)
            for path in seeds:
                shutil.copyfile(path, docs / path.name)
                for form in forms:
                    FORMS[form](path, docs)
            print(f"{name}: {', '.join(forms) or 'seeds'}")
            for line in measured(docs, docs.parent, lines):
                print(line, flush=True)


if __name__ == "__main__":
    main()
