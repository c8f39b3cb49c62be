"""What bears a number for a name is the same only with the same number."""

import pytest

from rag.answer.builtin import BuiltIn
from rag.answer.question.numbered import is_item_unheard, is_of_other_document, numbered, other_number
from rag.encode.interaction import LateInteraction
from rag.encode.static import StaticEmbedder
from rag.search.question import understand
from rag.settings import ROOT
from tests.answer.evidence_of import evidence_of


@pytest.mark.parametrize(
    ("asked", "said", "expected"),
    [
        ("第七号公园总投资多少", "第三号公园总投资2亿元", ("第七号公园", "第三号公园")),
        ("县第三人民医院有多少床位", "县第二人民医院规划床位500张", ("第三人民", "第二人民")),
        ("大桥22号墩高多少", "大桥26号墩高58米，为全线最高", ("大桥22号", "大桥26号")),
        ("四等奖奖金多少", "一等奖1名，二等奖3名", ("四等奖", "二等奖")),
        ("hc-300的防护等级", "hc-200智能水表防护等级ip68", ("hc-300", "hc-200")),
        ("“月船5号”何时发射", "探测器“月船3号”进入月球轨道", ("月船5号", "月船3号")),
        ("海滨二小几点放学", "海滨第三小学放学时间为16:20", ("二小", "第三小学")),
        ("青溪三中的校长是谁", "青溪第一中学校长钱大同", ("三中", "第一中学")),
        ("宏远厂4号楼租给了谁", "将富强路128号3号楼出租给乙方", ("4号楼", "3号楼")),
        ("七年级考什么", "三至六年级考语文、数学", ("七年级", "三至六年级")),
    ],
)
def test_another_number_is_another_thing(asked, said, expected):
    assert other_number(asked, said) == expected


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("四年级考什么", "三至六年级考语文、数学"),
        ("5幢停水吗", "停水范围：翠湖小区1至12幢"),
        ("二号白银多少钱", "1号白银3240元，2号白银3225元"),
        ("8月16号停水吗", "8月17号恢复供水"),
        ("我工作12年了，能休几天", "满10年的，年休假10天"),
        ("超过6000元谁审批", "超过5000元的由总监审批"),
        ("e01和e05是什么故障", "e05：存储器错误"),
        ("第三十四中学在哪里", "三十四中的体育馆，第三十四中学"),
        ("第二大城市是哪座", "第三大城市是杭州"),
        ("一号线几点末班", "没有提到地铁"),
    ],
)
def test_the_same_number_and_what_has_none_are_no_other_thing(asked, said):
    assert other_number(asked, said) == ("", "")


def test_an_item_that_a_list_does_not_reach_is_not_there():
    lease = "房屋租赁合同\n一、租金3800元。\n二、押金7600元。\n三、租期24个月。"
    assert is_item_unheard("合同第九条写了什么", lease)
    assert not is_item_unheard("合同第二条写了什么", lease)
    assert not is_item_unheard("合同第九条写了什么", "第九条 报销单须在30日内提交。")


def test_an_article_of_another_document_is_another_one():
    handbook = "海川科技有限公司员工手册\n第九条 报销单须在30日内提交。"
    assert is_of_other_document("租赁合同第九条写了什么", handbook)
    assert not is_of_other_document("员工手册第九条写了什么", handbook)
    assert not is_of_other_document("第九条写了什么", handbook)


def test_a_list_of_numbers_is_read():
    (one,) = numbered("三至六年级、")
    assert one.numbers == {3, 4, 5, 6}
    assert numbered("8月16号") == ()


def test_another_ones_figure_is_refused_with_what_there_is():
    found = evidence_of("江滨公园一期包括三座公园：第三号公园总投资2.4亿元，占地12公顷。")
    composer = BuiltIn(LateInteraction(StaticEmbedder(ROOT / "models" / "embedder")))
    said = composer.compose(understand("第七号公园总投资多少？"), found)
    assert said.refused
    assert [draft.text for draft in said.drafts] == ["查到的资料中有第三号公园的，没有第七号公园的。"]
    assert not composer.compose(understand("第三号公园总投资多少？"), found).refused
