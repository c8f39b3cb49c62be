"""Words that texts say often and searching cuts apart are proposed; phrases, known words and rare ones are not."""

from itertools import cycle, islice

from rag.library.new_words import proposed
from rag.text.words import Segmenter

SUBJECTS = ("市政府", "工人们", "专家组", "企业家", "青年人", "教师们", "居民们", "记者团")
VERBS = ("走访", "调研", "关注", "支持", "讨论", "参观", "规划", "介绍")
ENDS = ("项目", "工地", "情况", "经验", "成果", "设施", "步道", "展厅")


def texts(word, times):
    """Sentences in which a word stands with ever other neighbours."""
    parts = zip(cycle(SUBJECTS), cycle(VERBS[3:] + VERBS[:3]), cycle(ENDS[5:] + ENDS[:5]), strict=False)
    return [f"{s}{v}{word}{e}。" for s, v, e in islice(parts, times)] + [
        "春天来了，河边的柳树发了芽，孩子们在草地上放风筝。"
    ] * 30


def words(found):
    return [one.word for one in found]


def test_a_name_that_no_dictionary_has_is_found_with_how_it_is_cut():
    found = proposed(texts("瓯江口", 9), Segmenter())
    assert found[0].word == "瓯江口" and found[0].count == 9 and len(found[0].cut) > 1


def test_own_words_words_of_the_dictionary_and_rare_ones_are_not_proposed(tmp_path):
    own = tmp_path / "dictionary.txt"
    own.write_text("瓯江口\n", encoding="utf-8")
    assert "瓯江口" not in words(proposed(texts("瓯江口", 9), Segmenter(own)))
    assert "图书馆" not in words(proposed(texts("图书馆", 9), Segmenter()))
    assert "瓯江口" not in words(proposed(texts("瓯江口", 4), Segmenter()))
    assert proposed([], Segmenter()) == []


def test_what_a_longer_word_holds_and_phrases_are_left_out():
    found = words(proposed(texts("刘伯温诗歌奖", 9), Segmenter()))
    assert "刘伯温诗歌奖" in found and "伯温诗歌" not in found
    assert "着力打造" not in words(proposed(texts("着力打造", 9), Segmenter()))


def test_the_order_is_settled_and_no_more_come_than_wanted():
    both = texts("瓯江口", 9) + texts("云周街道", 12)
    assert words(proposed(both, Segmenter())) == words(proposed(iter(both), Segmenter()))
    assert len(proposed(both, Segmenter(), most=1)) == 1
