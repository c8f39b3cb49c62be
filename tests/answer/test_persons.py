"""Kin, origin and place of work of somebody are told in their own words or not at all."""

import pytest

from rag.answer.refusing.persons import is_untold_of_person


@pytest.mark.parametrize(
    ("asked", "said", "untold"),
    [
        ("姜存芳老公是做什么的", "姜存芳：1978年，我15岁，初中刚毕业。", True),
        ("姜存芳老公是做什么的", "姜存芳的丈夫是木匠。", False),
        ("李坚的女儿叫什么", "李坚和妻子住在城西。", True),
        ("裴世安是哪里人", "由工部尚书裴世安主持，建船闸12座。", True),
        ("裴世安是哪里人", "裴世安，1971年生于丰谷县。", False),
        ("裴世安是哪个省的人", "裴世安祖籍山东。", False),
        ("这里有多少人是哪里来的", "共有300人。", False),
        ("李安锐是哪个单位的", "李安锐等五级人大代表作建议发言。", True),
        ("涂秀明是哪个单位的", "市经济和信息化局党委书记、局长 涂秀明。", False),
        ("李安锐在哪所大学任教", "李安锐现任教授，就职于北岭大学。", False),
        ("农业局在哪个单位旁边", "农业局在人民路3号。", False),
    ],
)
def test_a_sentence_that_only_names_somebody_does_not_tell_it(asked, said, untold):
    assert is_untold_of_person(asked, said) is untold
