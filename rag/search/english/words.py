"""The words of an English question: what asks, what only makes a sentence, and what has a Chinese word.

Names are those of the index, found by their pinyin; general words stand in the glossary. Knows no order of words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from rag.index.index import Index
from rag.search.romanised import Named, named
from rag.text.english import figures
from rag.text.glossary import Found, Role, found_at

WordRole = Role | Literal["ask", "aux", "link", "small", "and", "pronoun", "name", "date", "number", "ordinal", "stop"]
_ASKING: Mapping[str, str] = {
    **dict.fromkeys(("how many", "how many of"), "many"),
    **dict.fromkeys(("by how much", "how much", "how much of"), "much"),
    **dict.fromkeys(("how long", "for how long"), "long"),
    **dict.fromkeys(("how often", "how frequently"), "often"),
    **dict.fromkeys(("how big", "how large"), "big"),
    **dict.fromkeys(("what time", "what date", "on what date", "on which date", "since when", "by when"), "when"),
    **dict.fromkeys(("who", "whom", "by whom"), "who"),
    **dict.fromkeys(("which", "in which", "at which", "what kind of", "what kinds of"), "which"),
    **dict.fromkeys(("summarise", "summarize", "sum up", "give a summary of"), "summary"),
    **dict.fromkeys(("list", "name", "enumerate"), "list"),
    "how old": "old",
    "how far": "far",
    "how high": "high",
    "how tall": "high",
    "how wide": "wide",
    "how fast": "fast",
    "how quickly": "fast",
    "when": "when",
    "where": "where",
    "whose": "whose",
    "what": "what",
    "why": "why",
    "how": "how",
}
_AUX = frozenset(
    """
    do does did is are am was were be been being has have had having will would can could should may might must shall
    """.split()  # noqa: SIM905
)
_LINKS = frozenset(
    """
    of for in at on from to with by about during within among between into onto through under over after before since
    until till as inside behind beyond against towards toward around near regarding concerning
    """.split()  # noqa: SIM905
)
_LINKING = ("according to", "based on", "because of", "due to", "in terms of", "as of", "part of", "out of")
_SMALL = frozenset(
    """
    a an the this that these those any some all each every both there please me us so also only just
    still ever even now then yet already many much more most other another own such than too very really exactly total
    totally altogether overall currently presently today recently finally eventually no not per respectively together
    can you know find out i we want would like called let whether if up kind
    """.split()  # noqa: SIM905
)
_PRONOUNS = {"it": "它", "its": "它的", "he": "他", "him": "他", "his": "他的", "she": "她", "her": "她"}
_PRONOUNS |= {"they": "他们", "them": "他们", "their": "他们的"}
# What stands in quotation marks and is no words: the "10+N" action.
_LITERAL = re.compile(r"[\"“](?P<text>[^\"“”]*\d[^\"“”]*)[\"”]")
_WORD = re.compile(r"[A-Za-z]+(?:\.[A-Za-z]\b)*(?:['’-][A-Za-z]+)*['’]?|[,;:()\"“”]")
_OWNER = re.compile(r"['’]s$|(?<=s)['’]$")
_RUN = 3  # words of a name


@dataclass(frozen=True, slots=True)
class Word:
    """A word or phrase of an English question.

    Attributes:
        english: As it was typed.
        role: What it is for the sentence.
        chinese: What says the same in Chinese, the likeliest first; of ``ask`` what is asked; empty for grammar.
        measures: Words that count such things.
        deed: What it says as a verb where it may be a noun or a verb.
        plural: Whether it is a plural by its form.
        name: Of a name, what it names.
        unread: Whether nothing is known of it.
    """

    english: str
    role: WordRole
    chinese: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    deed: tuple[str, ...] = ()
    plural: bool = False
    name: Named | None = None
    unread: bool = False


def words_of(index: Index, text: str) -> list[Word]:
    """Return the words of a clause in order, those that say nothing left out."""
    return [word for word in _words(index, text) if word.role != "small"]


def _words(index: Index, text: str) -> Iterator[Word]:
    tokens = list(_WORD.finditer(text))
    fixed = {m.start(): (m.end(), Word(m[0], "thing", (f"“{m['text']}”",))) for m in _LITERAL.finditer(text)}
    taken = {at for start, (end, _) in fixed.items() for at in range(start, end)}
    for figure in figures(text):
        if figure.start not in taken and not _phrase_begins(tokens, figure.start):
            word = Word(text[figure.start : figure.end], figure.kind, (figure.chinese,))
            fixed[figure.start] = figure.end, word
            taken.update(range(figure.start, figure.end))
    free = [token for token in tokens if token.start() not in taken]
    at = 0
    for start in (*sorted(fixed), len(text)):
        # No phrase goes on over a number or a date.
        run = [token for token in free if at <= token.start() < start]
        while run:
            word, size = _word(index, run, first=run[0] is tokens[0])
            yield word
            run = run[size:]
        if start in fixed:
            at, word = fixed[start]
            yield word


def _phrase_begins(tokens: Sequence[re.Match[str]], at: int) -> bool:
    """Whether a phrase of the glossary begins with an ordinal: second phase, first place."""
    words = [_plain(token[0]) for token in tokens if token.start() >= at][:3]
    return len(words) > 1 and (found := found_at(words)) is not None and found.words > 1


def _word(index: Index, run: Sequence[re.Match[str]], *, first: bool) -> tuple[Word, int]:
    """Return the word that begins a run, and how many tokens it takes."""
    plain = [_plain(token[0]) for token in run]
    if not plain[0][:1].isalpha():
        return Word(run[0][0], "stop"), 1
    for size in (4, 3, 2, 1):
        phrase = " ".join(plain[:size])
        if len(plain) >= size and phrase in _ASKING and (first or phrase not in ("list", "name")):
            return Word(phrase, "ask", (_ASKING[phrase],)), size
    for phrase in _LINKING:
        if plain[: len(phrase.split())] == phrase.split():
            return Word(phrase, "link"), len(phrase.split())
    capital = run[0][0][0].isupper() and not first
    known = found_at(plain)
    if capital and (name := _name(index, run, plain)):
        return name
    grammar = _grammar(plain[0])
    if grammar is not None and (known is None or known.words == 1):
        return grammar, 1
    if known is not None:
        return _of(" ".join(plain[: known.words]), known), known.words
    if name := _name(index, run, plain):
        return name
    if "-" in plain[0] and (part := found_at(plain[0].split("-"))):
        return _of(plain[0], part), 1
    literal = index.frequency(plain[0]) > 0
    if not literal and plain[0].endswith("ly") and not capital:
        return Word(plain[0], "small"), 1
    return Word(run[0][0], "thing", (plain[0],), unread=not literal), 1


def _grammar(word: str) -> Word | None:
    """Return a word that only makes a sentence; None for any other."""
    if word in _PRONOUNS:
        return Word(word, "pronoun", (_PRONOUNS[word],))
    if word in ("and", "or"):
        return Word(word, "and", ("和",))
    if word in _AUX:
        return Word(word, "aux")
    if word in _LINKS:
        return Word(word, "link")
    return Word(word, "small") if word in _SMALL else None


def _of(english: str, found: Found) -> Word:
    """Return a word of the glossary: a noun where it may be one and has no form of a verb."""
    deed = next((entry for entry in found.entries if entry.role == "deed"), None)
    others = [entry for entry in found.entries if entry.role != "deed"]
    if deed is not None and (found.inflected or not others):
        return Word(english, "deed", deed.chinese)
    entry = others[0]
    if entry.role == "quality" and english.endswith("ly"):
        return Word(english, "deed", entry.chinese)  # jointly, of what is done
    chinese = tuple(dict.fromkeys(word for other in others for word in other.chinese))
    return Word(english, entry.role, chinese, entry.measures, deed.chinese if deed else (), found.plural)


def _name(index: Index, run: Sequence[re.Match[str]], plain: Sequence[str]) -> tuple[Word, int] | None:
    """Return the name that begins a run, the longest one; None for none."""
    upper = run[0][0][0].isupper()
    for size in range(min(_RUN, len(run)), 0, -1):
        some = run[:size]
        # A name goes on over no mark, no 's, and no change of capitals.
        broken = any(_OWNER.search(token[0]) or not token[0][0].isalpha() for token in some[:-1])
        if broken or any(token[0][0].isupper() != upper for token in some):
            continue
        typed = " ".join(_OWNER.sub("", token[0]) for token in some)
        if not upper and size > 1 and any(found_at([word]) or _grammar(word) for word in plain[:size]):
            continue
        behind = found_at(plain[size : size + 1]) if len(plain) > size else None
        endings = behind.entries[0].chinese if behind is not None else ()
        if found := named(index, typed, endings):
            return Word(typed, "name", (found.text,), name=found), size
    return None


def _plain(token: str) -> str:
    return _OWNER.sub("", token).lower().replace("’", "'")
