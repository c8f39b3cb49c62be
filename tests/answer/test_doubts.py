"""The signs by which the composer doubts its own best sentence, over two passages and several wordings."""

import pytest

from rag.answer.builtin import BuiltIn
from rag.answer.passages.candidates import candidates
from rag.answer.passages.select import ranked
from rag.answer.question.reading import read
from rag.answer.question.terms import Rarity
from rag.answer.refusing.doubts import DOUBTS, doubts
from rag.answer.refusing.refuse import signs
from rag.answer.weights import Weights
from rag.encode.interaction import LateInteraction
from rag.encode.static import StaticEmbedder
from rag.search.question import understand
from rag.settings import ROOT
from tests.answer.test_builtin import HARVEST, evidence

COST = "城东公园改造工程总投资3200万元，由市住建局承建。"
COMPOSER = ROOT / "models" / "composer"


@pytest.fixture(scope="module")
def tables():
    """Late interaction, how rare pairs are, and the composer's weights."""
    embedder = StaticEmbedder(ROOT / "models" / "embedder")
    return LateInteraction(embedder), Rarity.load(COMPOSER / "rarity.npz"), Weights.load(COMPOSER / "weights.toml")


def told(tables, question, *texts, meaning=True):
    """Return the signs of a question by their names."""
    interaction, rarity, weights = tables
    (part,) = understand(question).parts
    reading = read(part.text, rarity, part.constraints)
    ranking = ranked(candidates(reading, evidence(*texts), interaction), weights.sentence)
    row = doubts(reading, ranking, signs(reading, ranking), interaction if meaning else None)
    return dict(zip(DOUBTS, row, strict=True))


def test_words_are_met_as_they_stand_in_meaning_or_not_at_all(tables):
    as_it_stands, near, absent = (
        told(tables, question, COST, HARVEST)
        for question in ("城东公园改造工程总投资多少？", "城东公园翻修工程总投资多少？", "城东公园烟花工程总投资多少？")
    )
    assert as_it_stands["words_said"] == as_it_stands["words"] == as_it_stands["least_word"] == pytest.approx(1.0)
    assert near["words_said"] < near["words"] < 1.0
    assert absent["least_word"] < near["least_word"] < 1.0
    by_characters = told(tables, "城东公园翻修工程总投资多少？", COST, HARVEST, meaning=False)
    assert by_characters["words"] == by_characters["words_said"] == near["words_said"]


def test_words_of_one_character_count_where_they_carry_matter(tables):
    rules = "乡村道路由村委会修。"
    assert told(tables, "路谁修？", rules)["words"] == pytest.approx(1.0)
    assert told(tables, "路谁拆？", rules)["words"] < 0.9


def test_a_ranking_that_is_undecided_says_so(tables):
    question = "城东公园改造工程总投资多少？"
    clear, torn = told(tables, question, COST, HARVEST), told(tables, question, COST, COST.replace("3200", "3300"))
    assert clear["spread"] < torn["spread"]
    assert clear["second"] > torn["second"]
    assert 0.0 <= torn["second"] <= clear["second"] <= 1.0


@pytest.mark.parametrize(
    ("question", "no_kind", "place", "named"),
    [
        ("“城东公园”投资多少？", 0.0, 0.0, 1.0),
        ("“城西公园”投资多少？", 0.0, 0.0, 0.0),
        ("公园在哪里？", 0.0, 1.0, 0.5),
        ("公园开放", 1.0, 0.0, 0.5),
    ],
)
def test_the_kind_asked_for_and_names_are_signs(tables, question, no_kind, place, named):
    found = told(tables, question, COST)
    assert (found["no_kind"], found["place"], found["named"]) == (no_kind, place, named)


def test_what_is_improbable_and_meets_few_words_is_doubted_whatever_the_line_says():
    composer = BuiltIn(LateInteraction(StaticEmbedder(ROOT / "models" / "embedder")))
    market = "菜市场明天起延长营业时间，摊位费下调10%，新增停车位80个，另设便民座椅12处。"
    assert composer.compose(understand("新建排涝泵站多少座？"), evidence(market)).refused
    assert not composer.compose(understand("菜市场新增停车位多少个？"), evidence(market)).refused
