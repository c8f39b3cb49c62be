"""Where words stand, word for word: counts by document, and the places in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rag.records.places import Span

NearKind = Literal["everywhere", "sound", "part"]


@dataclass(frozen=True, slots=True)
class FoundDocument:
    """A document in which words stand: its name, its title, and how often they do."""

    doc: str
    title: str
    count: int


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """A place at which words stand.

    Attributes:
        doc: Name of the document.
        title: Its title.
        article: Headline of the article; ``""`` where it has none.
        byline: Of the article, ``""`` where it has none.
        date: Of the article, ISO form, ``""`` where unknown.
        page: Counted from 1, None where the format has no pages.
        paragraph: Its paragraph, counted from 1 among those of the article; 0 in its head lines and headings.
        before: What stands before the words in their paragraph, cut where it is long.
        words: The words as they stand there.
        after: What stands behind them.
        spans: Their places in the source.
        date_inferred: Whether the date is not printed in the article itself.
    """

    doc: str
    title: str
    article: str
    byline: str
    date: str
    page: int | None
    paragraph: int
    before: str
    words: str
    after: str
    spans: tuple[Span, ...]
    date_inferred: bool = False


@dataclass(frozen=True, slots=True)
class Near:
    """What stands there in place of words that do not: the same ones outside the scope, others that sound alike, parts.

    Attributes:
        words: To be looked for.
        count: How often they stand there.
        kind: How they are near.
    """

    words: str
    count: int
    kind: NearKind


@dataclass(frozen=True, slots=True)
class Found:
    """What was found for some words.

    Attributes:
        words: As typed; those looked for where they were too many.
        total: How often they stand within the scope.
        documents: Those that hold them, by name.
        first: Number of the first of ``places``, from 0.
        places: As many as were asked for, by document and in its reading order.
        near: Where there is none: what is there instead.
        left_out: How many characters behind ``words`` were not looked for, being too many.
    """

    words: str
    total: int
    documents: tuple[FoundDocument, ...]
    first: int = 0
    places: tuple[FoundPlace, ...] = ()
    near: tuple[Near, ...] = ()
    left_out: int = 0
