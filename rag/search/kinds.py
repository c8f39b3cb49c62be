"""What a question asks for: the kind of answer, and how many items are wanted.

Reads interrogatives and the words beside them. Knows no document and no names.
"""

from __future__ import annotations

import re

from rag.text.fold import fold
from rag.text.numbers import numeral
from rag.text.script import simplified

# Everything that asks, with the measure word behind it where there is one.
ASKING = re.compile(
    r"""
    为什么|为何|因何|缘何|什么(?:时候|时间|地方|人|样)?|啥(?:时候|地方)?|多少|多[大高长远久深宽重快]|第几|几(?:时|[a-z\d一-鿿])|
    哪(?:里|儿|些|怕)?(?<!哪怕)|谁|怎么(?:样|办(?!理|事|案|好|成)|回事)?|怎样|如何|何[时地处人]|
    是否|是不是|有没有|能不能|会不会|可不可以|吗(?=[?？。]?$)
    """,
    re.VERBOSE,
)
_NUMERALS = "二两三四五六七八九十"
_OF_ITEMS = (
    "个|块|条|项|类|种|大|方面|点|句|件|张|支|位|名|家|座|场|步|界|层|关|篇|处|组|"
    "环节|领域|品牌|目标|任务|举措|措施|要求|原则"
)
_WHICH_N = re.compile(rf"[哪那](?P<n>[{_NUMERALS}]+|\d{{1,2}})(?P<unit>[一-鿿“\"])")
_N_OF = re.compile(
    rf"(?<![第届年月日\d{_NUMERALS}百千万亿前近每])(?P<n>[{_NUMERALS}]{{1,3}}|\d{{1,2}})(?P<unit>{_OF_ITEMS})"
    "(?!月|百分点|小时|工作日|以上)"
)
_GIVE_N = re.compile(
    rf"(?:总结|概括|归纳|列出|列举|举出|说出|讲)[成为出]?(?P<n>[{_NUMERALS}]+|\d{{1,2}})(?:点|条|个|项|句)"
)
_WHICH = re.compile(
    "哪些|哪几|是哪|有哪|叫什么|叫啥|是什么|指什么|指的是|分别|各是|列举|列出|是指|包括|内容|什么$|啥$|都有什么"
)

_ENDS = "[?？。]?$"
# Who may be asked for by 是谁 or 叫什么.
_OFFICES = (
    "书记|主任|局长|市长|县长|区长|镇长|部长|院长|校长|会长|董事长|总经理|总统|总理|主席|司令|"
    "记者|作者|队员|负责人|一把手|冠军|得主|选手|烈士|专家|院士|教授|"
    "总指挥|指挥长|队长|组长|店长|站长|所长|馆长|园长|社长|教练|班主任|联系人|法定代表人"
)
# Kind → what shows it.
_SIGNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.VERBOSE))
    for kind, pattern in (
        (
            "summary",
            """
            概括|概述|综述|总结|归纳|梗概|大意|主旨|要点|中心思想|介绍一下|简[述介]|讲的是?(?:什么|啥)|
            主要(?:讲|说|内容|谈|介绍|讨论|写)|[讲说写谈]了(?:哪?些)?什么|
            [讲说写谈提](?:到|出)?了?(?:哪些|哪几|几)[个条]?(?:点|方面|内容|问题|意见|要求|观点|意思)
            """,
        ),
        ("reason", "为什么|为何|因何|缘何|何以|原因|缘由|理由|怎么会|凭什么"),
        (
            "person",
            rf"""
            谁|哪(?:一?位|名|几位)|什么人|何人|
            哪[个些](?:人|同志|领导|干部|官员|演员|作家|诗人|{_OFFICES})|
            (?:{_OFFICES})(?:的名字)?(?:叫|是)(?:什么|啥|谁|哪)|(?:作者|记者|署名|负责人|一把手){_ENDS}
            """,
        ),
        (
            "date",
            rf"""
            什么时[候间]|啥时候?|何时|几时|哪[一几]?个?[年天月日]|几[月号日](?!份额)|(?<!哪)几点(?!建议|意见|要求|就)|星期几|周几|
            哪个(?:月|季度|年份|时间|日子|星期)|什么(?:日子|日期|年份|季节)|截止日期|生日|何[年月日]|
            (?:日期|时间|期限|年份)(?:是|为|定|{_ENDS})
            """,
        ),
        (
            "number",
            rf"""
            多少|(?<![哪这那月])几(?![点乎何种月号日]|项|类|条|方面|大|块)|几块(?:钱|一|{_ENDS})|几(?:毛|元)|第几|百分之几|多[大高长远久深宽重快](?![家学会众])|
            比[例重]|占比|比率|税率|增[速幅]|总[量额数]|数量|金额|人数|面积|排名|位次|哪一?级|
            (?:目标|投资|奖金)[是为]?{_ENDS}|(?:公里|亿元|万元|人次){_ENDS}
            """,
        ),
        (
            "place",
            rf"""
            哪里|哪儿|什么地[方区点]|何[地处]|在哪(?!些|[一个几]|次|年|天|方面)|位于什么|地[点址](?:是|在|{_ENDS})|
            哪(?:一?个|座|些|几个|条)?(?:省|市|区|县|镇|乡|村|街道|社区|国家?|地[方区点]|城市|岛|港|路|海域|场馆|园区)
            """,
        ),
        (
            "organisation",
            """
            哪家|什么(?:公司|单位|部门|机构|组织|企业|集团|学校|大学)|
            哪一?(?:家|个|支|些|所|几家)?(?:公司|企业|单位|部门|机构|集团|银行|支行|学校|学院|大学|医院|组织|协会|
            球?队|法院|政府|媒体|平台|局|厅|委)
            """,
        ),
        (
            "list",
            r"""
            哪些|哪几|哪[二两三四五六七八九十\d]|都有(?:什么|谁|啥)|有哪|列[举出]|分别[是为指叫](?!多少)|
            包括(?:什么|哪)|各是什么
            """,
        ),
        (
            "comparison",
            """
            对比|相比之下|有什么(?:区别|不同|差别|变化)|区别|差异|不一样|有何不同|哪个(?:更|比较|[高低大小多少快慢长短强早晚](?=$|[？?。！!一些]))|谁(?:更|比较)|
            比[较起].{0,12}(?:更|如何|怎么样)|(?:前后|两者|二者|双方).{0,10}(?:变化|不同|差)
            """,
        ),
        ("yes_no", "是否|是不是|有没有|能不能|会不会|对不对|可不可以|可否|能否|有无|吗[?？。!！]?$"),
        (
            "name",
            """
            叫(?:什么|啥|做什么)|名字|名称|代号|简称|全称|又称|称为什么|题目|标题|主题|口号|什么|啥|几加几|
            哪一?[个部首项条本款类种场次届块座支门]
            """,
        ),
    )
)


def kinds(question: str) -> tuple[str, ...]:
    """Return what is asked for, best guess first, in the names of ``Constraints.kind``; empty for how-questions.

    Summaries and reasons come first; of the others the one whose sign stands first in the
    question, ``name`` last, for 什么 stands with everything.

    >>> kinds("2019年温州的经济总量是多少？"), kinds("这条新闻是哪个记者写的")
    (('number',), ('person', 'name'))
    """
    text = simplified(fold(question))
    found = [(kind, match.start()) for kind, sign in _SIGNS if (match := sign.search(text))]
    if wanted_count(question) is not None and "list" not in dict(found):
        found.append(("list", len(text)))
    rank = {"summary": -2, "reason": -1, "comparison": len(text) + 1, "name": len(text) + 2}
    return tuple(kind for kind, _ in sorted(found, key=lambda pair: rank.get(pair[0], pair[1])))


def wanted_count(question: str) -> int | None:
    """Return how many items a question asks for (哪六个, 三块牌子是, 总结三点); None where it does not say.

    >>> wanted_count("是哪六个“大”？"), wanted_count("要擦亮的三块牌子叫什么"), wanted_count("有哪些项目")
    (6, 3, None)
    """
    text = simplified(fold(question))
    match = _WHICH_N.search(text) or _GIVE_N.search(text)
    if match is None and _WHICH.search(text):
        match = _N_OF.search(text)
    value = numeral(match["n"]) if match else None
    return int(value) if value is not None and 2 <= value <= 20 else None


def is_summary(kind: tuple[str, ...]) -> bool:
    """Whether a summary is the first thing asked for."""
    return kind[:1] == ("summary",)
