"""What is no question to the documents, and what only looks so."""

import json
import time

import pytest

from rag.records import Remark
from rag.search.remarks.recognise import language_of, remark_of, reply_language, without_courtesies
from rag.search.remarks.writing import writing_subject
from rag.settings import ROOT

REMARKS = {
    "greeting": "你好|您好！|在吗？|早上好|哈喽|有人吗|请问|我有一个问题|你好，在吗|妳好|hi|Hello!"
    "|good morning|anyone there?|bonjour|你好呀😀",
    "thanks": "谢谢|多谢|謝謝|非常感谢！|好的，谢谢|thanks|thank you very much|🙏谢谢|🙏|cheers mate|thanks bro",
    "assent": "好的|嗯|明白了|你真棒|ok|great|got it|对不起|sorry",
    "farewell": "再见|拜拜|谢谢，再见|bye|see you later",
    "identity": "你是谁|你是谁啊？|你叫什么名字|你用的是什么模型|谁开发的你|你是ChatGPT吗|自我介绍"
    "|这是什么软件|你好你是谁|转人工|who are you?|what model are you|who made you"
    "|are you a robot",
    "abilities": "你能做什么|怎么用？|帮助|你有什么功能|怎么提问|你会说英语吗|help|what can you do|how do I use this?",
    "adding": "怎么添加资料|如何上传文件|怎么换文件夹|支持pdf吗|支持什么格式|how do I add my own files",
    "holdings": "这里有哪些资料|有哪些资料|有多少份文件|文件列表|这些资料讲了什么|總共有多少資料"
    "|資料有哪些|资料来源|what documents are here?|list all documents"
    "|how many files are there|总结一下|概括一下要点|show me everything|summarize the main points",
    "newest": "最新的是哪天的|最新的文件是哪一份|资料更新到什么时候|what is the latest document",
    "privacy": "你会联网吗|会泄露吗|我的资料会上传吗|可以离线使用吗|问的问题会被记录吗"
    "|is my data safe?|does it work offline",
    "writing": "帮我写|写|翻译|帮我写点东西|用Python写个爬虫|用java写一个排序|draw"
    "|帮我写一篇文章|写个总结发言稿|翻译成英文|做个PPT|写一首诗|润色一下这段话"
    "|能帮我写一篇讲话稿吗|用python写一个排序|write a poem|translate this into English",
    "beyond": "今天天气怎么样|温州今天天气怎么样|现在几点|今天几号|今天有什么新闻|what's the weather?",
    "unable": "讲个笑话|1+1等于几|一加一等于几|唱首歌|推荐一部电影|推荐几本书|帮我算一道数学题|帮我订机票"
    "|tell me a joke|what is 1+1?|recommend a movie|what's a good restaurant nearby|play some music",
    "cost": "免费吗|收费吗|要不要钱|多少钱|怎么收费|要注册吗|需要登录吗|这个软件是开源的吗|可以商用吗"
    "|is it free?|how much does it cost|do I need an account",
    "trust": "你靠谱吗|你的回答准确吗|你会瞎编吗|能相信你吗|can I trust you|are you reliable?|do you hallucinate",
    "small_talk": "你几岁|你吃饭了吗|我好无聊|我爱你|哈哈哈|陪我聊天|how are you?|I'm bored",
    "complaint": "操你妈|去你妈的|你妈死了|你是个废物|去死|你个傻子|草泥马|滚|他妈的|王八蛋|你脑子有病吧|妈卖批"
    "|吃屎吧你|你他妈到底会不会|你这个垃圾系统|狗东西|闭嘴|shut up|you piece of shit|go to hell"
    "|是吗|对吗|是这样吗|👎|不对|错了|答非所问|你确定吗|真的吗|垃圾软件|傻逼|我要投诉"
    "|this is wrong|are you sure?|you are stupid",
    "continuation": "为什么|怎么办|谁|什么意思|why?|继续|还有吗|还有呢？|详细一点|换个说法|go on|tell me more",
    "repetition": "再说一遍|重复一下|请再说一遍|say that again",
    "noise": "？？？|。。。|😀|asdf|qwerty|123|111|测试|aaaa|啊啊啊|jkjkjk|test|我"
    '|ajksdh akjsdh kajshd|asdkjfh|qwpoeiru zxmcnb|阿斯蒂芬|def f(x): return x+1|<b>hi</b>|rm -rf /|{"a": 1}'
    "|<script>alert(1)</script>|SELECT * FROM users|console.log(1)|git clone https://github.com/a/b",
}
NAMES = {
    **dict.fromkeys(
        ("温州", "温州？", "“温州”", "我想了解温州", "关于温州", "温州的情况", "温州怎么样", "温 州"), "温州"
    ),
    **dict.fromkeys(("涂秀明", "查一下涂秀明", "能不能帮我查一下涂秀明", "涂秀明！"), "涂秀明"),
    "瑞安": "瑞安",
    "市经信局": "市经信局",
    "仙降街道": "仙降街道",
    "北京大学": "北京大学",
    "陈伟俊同志": "陈伟俊",
    "艾琳·坎农": "艾琳·坎农",
    "张三": "张三",
    **dict.fromkeys(("😀温州😀", "hi 温州", "你好 温州", "有没有提到温州的文章"), "温州"),
    **dict.fromkeys(("温州 瑞安", "温州、瑞安", "温州和瑞安"), "温州 瑞安"),
    "张三 李四": "张三 李四",
}
ABOUT = {
    "有哪些资料提到海上花园": "海上花园",
    "哪里提到了经济总量？": "经济总量",
    "有关于诗歌的资料吗": "诗歌",
    "关于诗歌的资料有哪些": "诗歌",
    "哪份资料讲了数字化改革": "数字化改革",
    "找一下关于六比竞赛的材料": "六比竞赛",
    "我想写一篇关于海上花园的报道，有哪些材料": "海上花园",
    "我要写温州人精神的稿子，有什么素材可用": "温州人精神",
    "which articles mention Ruian": "Ruian",
    "do you have anything on Wenzhou?": "Wenzhou",
    "documents about the harbour": "harbour",
}
# What the documents may have; where they do not, a remark.
UNLIKELY = {
    "complaint": "sb|cnm|nmsl|wtf|tmd",
    "thanks": "感恩|鞠躬",
    "clearing": "清空|新对话|怎么清空聊天记录|重新开始|clear|start over",
    "beyond": "https://example.com|www.example.com|somebody@example.com",
    "foreign": "こんにちは|привет|안녕하세요",
}
QUESTIONS = [
    "你好世界是谁写的",
    "谢谢谁",
    "温州的经济总量",
    "天气对庄稼有什么影响",
    "谁在会上说“你好”",
    "写一篇的作者是谁",
    "涂秀明是谁",
    "总结一下陈伟俊的讲话",
    "概括这篇文章",
    "帮我查一下2019年GDP",
    "你认为温州人精神是什么",
    "帮我写出六比的内容",
    "帮我写一份关于党建工作的总结",
    "你好，2019年温州的经济总量是多少？",
    "谢谢！那增速呢？",
    "你知道温州人精神吗",
    "你们市委书记是谁",
    "这里的区委书记是谁",
    "文件里提到的三大会战是什么",
    "文章讲了什么",
    "今天的会议是谁主持的",
    "今天大会播放了什么专题片",
    "现在全市有多少人口",
    "他是谁",
    "作者是谁",
    "谁写的",
    "怎么投稿",
    "做了哪些工作",
    "起草这个报告的是谁",
    "把失去的时间抢回来是谁说的",
    "最新的GDP是多少",
    "几点开会",
    "有多少个停车位",
    "翻译一下“重要窗口”是什么意思",
    "白云区人民法院与谁合作？",
    "温州、谁去",
    "温州和哪里",
    "申报的材料有哪些",
    "会议有哪些内容",
    "哪里出现了险情",
    "什么时候提到的",
    "讲话的内容有哪些",
    "垃圾分类怎么做",
    "谁骂了人",
    "他死了吗",
    "猪肉多少钱",
    "奖金多少钱",
    "推荐温州的景点",
    "清空的房屋有多少",
    "R&D",
    "C++",
    "A/B test",
    "public transport",
    "GDP (2019)",
    "What was Wenzhou's GDP in 2019?",
    "Who is the mayor?",
    "what is the weather impact on crops",
]
LEANING = [
    *("为什么", "为什么呢", "多少钱", "免费吗", "总结一下", "主要内容是什么", "how much?", "why"),
    *("包括哪些内容", "包含什么", "有哪些", "都有谁", "有什么要求", "内容是什么", "标题是什么", "主题是什么"),
    *("最新的数据呢", "最早是哪一年", "还有哪些", "还有什么", "还有谁", "其他的呢", "具体怎么做", "接下来做什么"),
    *("它是什么", "它是谁开发的", "这个系统有什么功能", "它有什么用", "怎么用", "有哪些功能", "功能是什么"),
    *(
        "几号",
        "星期几",
        "几点开始",
        "安全吗",
        "网络安全吗",
        "会上说了什么",
        "哪里有问题",
        "为什么不行",
        "真的有6606亿吗",
    ),
    *(
        "文件是谁发的",
        "资料是谁写的",
        "这篇文章是谁写的",
        "材料讲了什么",
        "3+7是什么",
        "新增了哪些文件",
        "上一个书记是谁",
    ),
    *("what is it", "who wrote it", "list them", "when?"),
]
TERMS = ["六比", "“六比”", "八八战略", "GDP", "经济总量", "温州人精神", "3+7", "1161", "温州 GDP 2019", "Wenzhou", "鞋"]


@pytest.mark.parametrize(("kind", "typed"), [(kind, t) for kind, line in REMARKS.items() for t in line.split("|")])
def test_a_remark_is_told_from_its_shape(kind, typed):
    found = remark_of(typed)
    assert found is not None
    assert (found.kind, found.sure) == (kind, True)


@pytest.mark.parametrize(("kind", "typed"), [(kind, t) for kind, line in UNLIKELY.items() for t in line.split("|")])
def test_what_the_documents_may_have_is_looked_for_first(kind, typed):
    found = remark_of(typed)
    assert found is not None
    assert (found.kind, found.sure) == (kind, False)
    assert found.subject


@pytest.mark.parametrize(("typed", "subject"), ABOUT.items())
@pytest.mark.parametrize("talking", [False, True])
def test_what_the_documents_are_asked_to_speak_of(typed, subject, talking):
    assert remark_of(typed, talking=talking) == Remark("mention", subject, sure=False)


@pytest.mark.parametrize("typed", QUESTIONS)
@pytest.mark.parametrize("talking", [False, True])
def test_what_only_looks_like_a_remark_is_a_question(typed, talking):
    found = remark_of(typed, talking=talking)
    # A term is answered before it is taken for anything else.
    assert found is None or (found.kind, found.sure) == ("term", False)


@pytest.mark.parametrize("typed", LEANING)
def test_behind_a_question_what_may_lean_on_it_is_a_question(typed):
    found = remark_of(typed, talking=True)
    assert found is None or (found.kind, found.sure) == ("term", False)


@pytest.mark.parametrize(("typed", "name"), NAMES.items())
def test_a_name_alone_is_a_topic(typed, name):
    assert remark_of(typed) == Remark("topic", name)


@pytest.mark.parametrize("typed", TERMS)
def test_a_term_that_is_no_name_is_answered_first(typed):
    found = remark_of(typed)
    assert found is not None
    assert (found.kind, found.sure) == ("term", False)


@pytest.mark.parametrize("typed", ["鲁迅", "文明"])
def test_what_may_be_a_name_is_answered_first(typed):
    assert remark_of(typed) == Remark("topic", typed, sure=False)


@pytest.mark.parametrize("name", ["seeds.jsonl", "more.jsonl"])
def test_no_question_of_the_gold_files_is_a_remark(name):
    asked = 0
    for line in (ROOT / "evals" / name).read_text(encoding="utf-8").splitlines():
        gold = json.loads(line)
        history = gold.get("history") or []
        found = remark_of(gold["question"], talking=bool(history))
        # A term is answered before it is taken for anything else.
        assert found is None or (found.kind, found.sure) == ("term", False)
        assert without_courtesies(gold["question"]) == gold["question"].strip()
        asked += 1
    assert asked > 80


@pytest.mark.parametrize(
    ("typed", "alone", "talking"),
    [
        ("有什么功能？", "abilities", None),
        ("能做什么", "abilities", None),
        ("瓯海呢？", "topic", None),
        ("还有呢", "continuation", "continuation"),
        ("你有什么功能", "abilities", "abilities"),
    ],
)
def test_what_may_lean_on_a_question_before_is_a_question_then(typed, alone, talking):
    kinds = [found.kind if found else None for found in (remark_of(typed), remark_of(typed, talking=True))]
    assert kinds == [alone, talking]


@pytest.mark.parametrize(
    ("typed", "subject"),
    [
        ("帮我写一篇关于温州人精神的演讲稿", "温州人精神"),
        ("写一篇温州人精神的文章", "温州人精神"),
        ("写一段介绍瑞安的文字", "瑞安"),
        ("用温州人精神写一段话", "温州人精神"),
        ("做一个六比的思维导图", "六比"),
        ("幫我寫一篇關於溫州人精神的演講稿", "溫州人精神"),
        ("Write an essay about Wenzhou.", "Wenzhou"),
        ("翻译成英文", ""),
        ("把上面的回答翻译成英文", ""),
        ("帮我改一下这段话", ""),
        ("帮我写出六比的内容", None),
        ("写了什么", None),
        ("写一份陈伟俊讲话的总结", None),
        ("做了哪些工作", None),
        ("画的作者", None),
        ("生成多少个就业岗位", None),
        ("what did he write about Wenzhou", None),
    ],
)
def test_what_is_to_be_written_about(typed, subject):
    assert writing_subject(typed) == subject


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("你好，2019年的经济总量是多少？谢谢！", "2019年的经济总量是多少？"),
        ("好的，谢谢你。那增速呢？", "那增速呢？"),
        ("您好！请问书记是谁", "请问书记是谁"),
        ("你好，李焕英", "李焕英"),
        ("你好", "你好"),
        ("谢谢，再见", "再见"),
        ("", ""),
    ],
)
def test_courtesies_are_left_off_where_something_else_is_said(typed, left):
    assert without_courtesies(typed) == left


@pytest.mark.parametrize(
    ("typed", "asked", "reply"),
    [
        ("你好", None, "zh"),
        ("hi", None, "en"),
        ("who are you", "zh", "en"),
        ("hi", "zh", "zh"),
        ("温州", "en", "en"),
        ("？？？", None, "zh"),
        ("？？？", "en", "en"),
        ("GDP", None, "zh"),
        ("GDP是多少", None, "zh"),
    ],
)
def test_the_language_of_the_reply(typed, asked, reply):
    assert reply_language(typed, asked) == reply


def test_the_language_of_a_text():
    assert [language_of(text) for text in ("溫州", "Wenzhou", "how much", "GDP", "123")] == [
        "zh",
        "en",
        "en",
        None,
        None,
    ]


@pytest.mark.parametrize(
    "typed",
    [
        "你能" * 1000,
        "你好" * 1000,
        "1+" * 1000 + "1",
        "请你" * 999,
        "a b " * 900,
        "想要" * 1500,
        "((((" * 900,
        "。" * 4000,
    ],
)
def test_no_input_takes_long(typed):
    remark_of("温州")
    began = time.process_time()
    remark_of(typed)
    without_courtesies(typed)
    assert time.process_time() - began < 2.0  # some milliseconds; what is tried in every way would never end


@pytest.mark.parametrize("typed", ["你好\x00", "\ud800你好", "温\u200b州", "\x07涂秀明\x1b"])
def test_what_cannot_be_seen_disturbs_nothing(typed):
    assert remark_of(typed) is None or remark_of(typed).kind in ("greeting", "topic", "term")
