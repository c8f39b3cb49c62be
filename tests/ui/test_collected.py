"""All that was asked for stands by pages below its answer, and each line of it opens its place."""

from rag.answer.citing.collected import SHOWN
from rag.records import Collected, CollectedPlace, Collecting
from tests.ui.rooms import drawn, taps
from tests.ui.scripted import LINES, chunk, document
from tests.ui.test_page import component, run

DOCUMENT = document()


def listing(collected, opened, language="zh"):
    from ui import collected as room
    from ui.texts import TEXTS

    room.draw(collected, 3, TEXTS[language], lambda doc, spans: opened.append((doc, spans)))


def collected(total):
    lines = [line for line in LINES if "粮食" in line]
    found = [chunk(DOCUMENT, lines[n % len(lines)], n) for n in range(total)]
    return Collected(Collecting("sentences", "粮食"), tuple(CollectedPlace(c, 0, len(c.text)) for c in found))


def test_nothing_stands_where_the_answer_has_it_all():
    for given in (None, collected(0), collected(SHOWN)):
        at = drawn(listing, collected=given, opened=[])
        assert not at.expander and not at.get("bidi_component")


def test_the_rest_is_told_by_pages_with_where_it_stands():
    at = drawn(listing, collected=collected(SHOWN + 15), opened=[])
    assert [one.label for one in at.expander] == ["全部 25 处"]
    items = component(at, "collected-list-3")["items"]
    assert len(items) == 20
    assert items[0] == [LINES[5], f"{LINES[0]} · 2020-03-20 · 2019年统计公报.txt"]
    at.button(key="collected-page-3-on").click()
    assert len(component(run(at), "collected-list-3")["items"]) == 5


def test_long_words_are_cut_and_line_breaks_are_blanks():
    long = chunk(DOCUMENT, "\n".join(LINES[5:9]), 0)
    given = Collected(Collecting("articles"), (CollectedPlace(long, 0, len(long.text)),) * (SHOWN + 1))
    said, _ = component(drawn(listing, collected=given, opened=[]), "collected-list-3")["items"][0]
    assert len(said) == 92 and said.endswith("……") and "\n" not in said and f"{LINES[5]} {LINES[6][:9]}" in said


def test_a_line_opens_the_place_of_its_own_page(monkeypatch):
    opened, given = [], taps(monkeypatch, "choices")
    found = collected(SHOWN + 15)
    at = drawn(listing, collected=found, opened=opened)
    at.button(key="collected-page-3-on").click()
    run(at)
    given[-1]["on_choose"](1)
    place = found.places[21]
    assert opened == [(DOCUMENT.source.name, place.chunk.spans_of(place.start, place.end))]


def test_its_head_is_english_on_an_english_page():
    at = drawn(listing, collected=collected(11), opened=[], language="en")
    assert [one.label for one in at.expander] == ["In all 11 places"]
