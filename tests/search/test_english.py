"""English questions in Chinese: names by pinyin, order, alternatives, what is not read."""

import pytest

from rag.corpus.chunks import chunks
from rag.corpus.load import document_of
from rag.corpus.read import read_string
from rag.encode.load import load_static
from rag.index.index import Index
from rag.records import Turn
from rag.search.english.questions import in_chinese, read_turns, understood_as
from rag.search.question import understand
from rag.search.romanised import named
from rag.settings import Settings
from rag.text.words import Segmenter

_TEXTS = (
    "青岩县召开水利工作会议\n\n本报讯（记者 沈若彤）6月3日，青岩县委书记贺知远主持召开水利工作会议。县长马文彬参加。\n",
    "白鹭街道的改造\n\n白鹭街道去年新增停车位120个，清理垃圾3万吨。白鹭大桥全长1.8公里，投资2.5亿元，2024年底建成通车。\n",
    "青岩县医院\n\n青岩县人民医院有床位600张。青岩县2023年地区生产总值达到310亿元，增长6.1%，常住人口42万人。\n",
)


@pytest.fixture(scope="module")
def index():
    documents = [document_of(read_string(f"{n}.txt", text)) for n, text in enumerate(_TEXTS)]
    found = [chunk for document in documents for chunk in chunks(document)]
    return Index.in_memory(documents, found, load_static(Settings()), Segmenter())


@pytest.mark.parametrize(
    ("letters", "endings", "name"),
    [
        ("Qingyan", (), "青岩"),
        ("He Zhiyuan", (), "贺知远"),
        ("Zhiyuan He", (), "贺知远"),
        ("Bailu", ("街道",), "白鹭"),
        ("Shen Ruotong", (), "沈若彤"),
        ("Shanghai", (), None),
        ("Gongzuo", (), None),
    ],
)
def test_names_are_found_in_the_vocabulary_of_the_index(index, letters, endings, name):
    found = named(index, letters, endings)
    assert (found and found.text) == name


@pytest.mark.parametrize(
    ("question", "chinese"),
    [
        ("Who is the party secretary of Qingyan County?", "青岩县委书记是谁？"),
        ("What was the GDP of Qingyan in 2023?", "2023年 青岩的地区生产总值是多少？"),
        ("How many parking spaces did Bailu Street add last year?", "去年 白鹭街道 新增 多少个停车位？"),
        ("How long is the Bailu Bridge?", "白鹭大桥 多长？"),
        ("When will the Bailu bridge be completed?", "白鹭大桥 什么时候建成？"),
        ("How much is invested in the Bailu Bridge?", "白鹭大桥 投资 多少钱？"),
        ("Who is He Zhiyuan?", "贺知远是谁？"),
        ("Please tell me, who presided over the meeting?", "会议 是谁主持的？"),
    ],
)
def test_a_question_is_put_in_chinese_order_in_the_words_of_the_documents(index, question, chinese):
    read = in_chinese(index, question)
    assert read.enough
    assert read.text == chinese


def test_of_words_that_say_the_same_the_others_are_searched_too(index):
    read = in_chinese(index, "How many enterprises are there in Qingyan?")
    assert dict(read.synonyms)["企业"] == ("公司",)
    assert "区委书记" not in dict(in_chinese(index, "Who is the party secretary?").synonyms)


def test_the_names_are_constraints(index):
    read = in_chinese(index, "What did He Zhiyuan say in Qingyan?")
    understood = understood_as(understand(read.text), read)
    assert understood.constraints.person == ("贺知远",)
    assert "青岩" in "".join(understood.constraints.place)
    assert understood.parts[0].constraints.person == ("贺知远",)


@pytest.mark.parametrize(
    ("question", "missing", "enough"),
    [
        ("What is the population of Springfield?", ("Springfield",), False),
        ("How do quarks exchange gluons?", (), False),
        ("How many zebras live in Qingyan?", (), False),
    ],
)
def test_what_cannot_be_read_is_told(index, question, missing, enough):
    read = in_chinese(index, question)
    assert (read.missing, read.enough) == (missing, enough)
    assert read.unread


def test_two_questions_in_one_and_what_leads_up_to_them(index):
    assert in_chinese(index, "In 2023, what was the GDP and how fast did it grow?").text.count("，") == 1
    assert in_chinese(index, "In 2023, what was the GDP?").text.startswith("2023年")


def test_a_conversation_in_english_is_read_in_chinese(index):
    history = (Turn("user", "Who is the party secretary of Qingyan County?"), Turn("assistant", "贺知远"))
    said = read_turns(index, history)
    assert [turn.content for turn in said] == ["青岩县委书记是谁？", "贺知远"]
    follow_up = in_chinese(index, "And Bailu Street?")
    assert "白鹭街道" in understand(follow_up.text, said).queries[0]
