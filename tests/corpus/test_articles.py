"""Articles: headlines, bylines, dates and numbers, on the seed pages and on invented ones."""

import pytest

from rag.corpus.headlines import Group, assign
from rag.corpus.load import document_of
from rag.corpus.read import read_string
from tests.corpus import pages
from tests.corpus.seeds import documents, seed


def loaded(text, name="页.txt"):
    return document_of(read_string(name, text))


def heads(document):
    """Return headline and byline of each article."""
    return [(a.headline and a.headline.value, a.byline and a.byline.value) for a in document.articles]


def headings_of(document, opening):
    return next(
        p.headings for a in document.articles for p in a.paragraphs if document.text[p.start :].startswith(opening)
    )


# ---------------------------------------------------------------- the seed pages, as read by hand


def test_displaced_headlines_of_the_first_page_find_their_articles():
    document = seed(0)
    assert document.title == "书记谈新时代温州人精神"
    assert [pair for pair in heads(document) if pair[1]] == [
        ("在建设“重要窗口”中 体现“瑞安担当”", "市经济和信息化局党委书记、局长 涂秀明"),
        ("坚定信心 激扬斗志 奋力谱写新时代新答卷", "仙降街道党工委书记 沈长城"),
        ("以党建为引领 激扬新时代温州人精神", "市委直属机关工委常务副书记 刘晓光"),
        ("激扬新时代温州人精神 以奋斗姿态拼出云周发展新篇章", "云周街道党工委书记 李志敬"),
        ("高站位谋篇布局 高标准推进工作", "南滨街道党工委书记 夏晓静"),
    ]
    assert {headline for headline, byline in heads(document) if not byline} == {
        "书记谈新时代温州人精神",
        "激扬新时代温州人精神 大讨论大实践",
    }


def test_a_speech_in_a_circular():
    (article,) = seed(1).articles
    assert article.headline.value == "激扬新时代温州人精神 当好“重要窗口”的建设者维护者展示者" == seed(1).title
    assert (article.byline.value, article.date.value, article.number.value) == (
        "陈伟俊",
        "2020-04-16",
        "温办通报〔2020〕第12期",
    )
    text = seed(1).text
    assert text[slice(*article.byline.place)] == "陈伟俊"
    assert text[slice(*article.date.place)] == "2020年4月16日"
    assert text[slice(*article.number.place)] == "温办通报\n〔2020〕第12期"
    sections = [p for p in article.paragraphs if p.kind == "heading" and text[p.start] == "第"]
    assert [text[p.start : p.start + 2] for p in sections] == ["第一", "第二", "第三", "第四", "第五", "第六"]
    assert headings_of(seed(1), "伟大的事业")[-1].endswith("持续注入奋斗奋进的时代内涵。")


def test_reports_with_headlines_at_the_end_of_the_file():
    document = seed(2)
    assert heads(document) == [
        (None, "记者 林翔翔"),
        ("歌声点亮童年 浙江（瑞安）儿童友好音乐周启幕", None),
        (
            "我市召开提升产业大平台能级促进经济高质量发展议案办理工作推进会 "
            "强化认识 鼓足干劲 亮出实招 加快实现产业平台能级跃升",
            "记者 钱枫枫",
        ),
        ("市委外事工作委员会会议召开 积极拓展对外交流合作 不断提升全市外事工作水平", "记者 陈京子"),
        (
            "市委党建工作领导小组会议召开 全面提升党建工作水平 为高质量发展高效能治理提供坚强保障",
            "记者 陈京子",
        ),
    ]
    assert document.title == document.source.name.removesuffix(".txt")
    dated = [a for a in document.articles if a.byline]
    assert {(a.date.value, a.date.place) for a in dated} == {("2023-07-21", None)}


def test_two_speeches_in_one_circular():
    document = seed(3)
    assert heads(document) == [
        ("坚定不移沿着“八八战略”指引的路子走下去 再造改革开放新优势 再创高质量发展新辉煌", "陈伟俊"),
        ("在市委十二届五次全体（扩大）会议 第二次大会上的讲话", "陈伟俊"),
    ]
    assert headings_of(document, "二要提升产业竞争力")[-2:] == (
        "二、领悟指示精髓，奋力谱写“八八战略”再深化、改革开放再出发的温州新篇",
        "（二）着眼结构升级，下好“三招先手棋”",
    )
    assert headings_of(document, "在肯定成绩的同时") == (
        "一、回顾总结成绩，切实增强一张蓝图绘到底、一任接着一任干的战略定力",
    )
    assert headings_of(document, "同志们，温州是一座孕育") == ()
    assert all(a.date is None for a in document.articles)


def test_a_page_in_markdown():
    assert heads(seed(4))[1:] == [
        ("勇争先 强执行 开新局 奋力谱写高水平建设“科教新区、山水瓯海”新篇章", "中共温州市瓯海区委书记 王振勇"),
        ("“六大赋能”推动“六比争先” 奋力开启高质量建设海上花园新征程", "中共温州市洞头区委书记 林霞"),
        ("坚持谋高做深落实 高效服务市委科学决策", "市委副秘书长、市委政研室主任 潘建中"),
        (
            "以数字化改革引领撬动各领域各方面改革 切实加强改革系统集成 全面推动改革落地见效",
            "温州市委改革办常务副主任 钟方成",
        ),
        ("弘扬中华诗歌的优秀传统 第五届中国刘伯温诗歌奖 启动征稿", "记者 程潇潇"),
        ("首笔线上预转他抵押登记业务落地 平阳不动产登记 一次就办好", "蔡玲珑 王敏子"),
        ("城乡供水一体化工程开工 苍南将共饮同质“一网水”", "记者 林思远"),
        ("乐清“最美村”领过年大红包 石帆街道双料美村获70万", "记者 陈蜜 通讯员 孔丽琴"),
    ]
    labels = [a.paragraphs[0] for a in seed(4).articles[2:5]]
    assert [seed(4).text[p.start : p.end] for p in labels] == ["洞头", "市委政研室", "市委改革办"]


@pytest.mark.parametrize("document", documents(), ids=lambda d: d.source.name[:3])
def test_printed_values_stand_where_they_say(document):
    for article in document.articles:
        for value in (article.headline, article.byline, article.number):
            if value and value.place:
                shown = document.text[slice(*value.place)]
                assert shown.replace("\n", "").replace(" ", "") == value.value.replace(" ", "")


# ---------------------------------------------------------------- invented pages


def test_a_regular_page_with_a_banner():
    document = loaded(pages.REGULAR)
    assert document.title == "海州日报"
    assert heads(document) == [
        ("海州日报", None),
        ("东港区召开防汛工作会议", "海州市水利局局长 王小明"),
        ("老城更新项目签约落地", "海州市住建局局长 李建国"),
    ]
    assert [len(a.paragraphs) for a in document.articles] == [1, 3, 3]


def test_a_page_with_all_headlines_at_its_end():
    assert heads(loaded(pages.DISPLACED)) == [
        ("市图书馆新馆开放 少儿借阅区受欢迎", "记者 周文"),
        ("海州港吞吐量突破亿吨 集装箱航线增至四十二条", "记者 吴晓"),
        ("春风十里", None),
    ]


def test_a_circular_with_head_sections_and_foot():
    document = loaded(pages.CIRCULAR)
    (article,) = document.articles
    assert article.headline.value == "关于进一步加强农村饮用水安全保障工作的通知"
    assert (article.number.value, article.date.value) == ("海政办发〔2022〕15号", "2022-03-08")
    assert headings_of(document, "1. 县级检测") == ("二、重点任务", "（二）加强水质检测")
    assert headings_of(document, "各地要落实资金") == ("三、保障措施",)
    assert [document.text[p.start : p.end] for p in article.paragraphs[-4:]] == [
        "海州市人民政府办公室",
        "2022年3月8日",
        "抄送：市委各部门，市人大常委会办公室。",
        "海州市人民政府办公室 2022年3月9日印发",
    ]
    assert {p.kind for p in article.paragraphs[-4:]} == {"byline"}


def test_markdown_with_sections_lists_and_a_table():
    document = loaded(pages.MARKDOWN)
    (article,) = document.articles
    assert (article.headline.value, article.byline.value) == ("海州港发展报告", "作者：王小明")
    kinds = [(document.text[p.start : p.end], p.kind, p.headings) for p in article.paragraphs[2:]]
    assert kinds == [
        ("一、生产情况", "heading", ()),
        ("全年货物吞吐量1.2亿吨，增长6.5%。", "body", ("一、生产情况",)),
        ("煤炭3000万吨；", "list", ("一、生产情况",)),
        ("粮食800万吨。", "list", ("一、生产情况",)),
        ("二、存在问题", "heading", ()),
        ("| 项目 | 数量 | 占比 |", "table", ("二、存在问题",)),
        ("| 泊位 | 12 | 40% |", "table", ("二、存在问题",)),
        ("航道水深不足，大型船舶进港受限。", "body", ("二、存在问题",)),
    ]


def test_verse_stays_in_lines():
    document = loaded(pages.VERSE)
    assert [p.kind for p in document.articles[0].paragraphs] == ["heading", *["verse"] * 4, "body"]


def test_a_passage_without_a_headline_is_one_article():
    document = loaded("全市生产总值达到6606亿元，增长8.2%。", "passage-1")
    assert heads(document) == [(None, None)] and document.title == "passage-1"


def test_a_year_is_inferred_only_from_what_is_said_twice():
    lead = "本报讯（记者 周文）3月2日，新馆开放。\n\n本报讯（记者 吴晓）近日，港口扩建。2021年投产，2021年达产。\n"
    first, second = loaded(lead).articles
    assert (first.date.value, first.date.place, second.date.value) == ("2021-03-02", None, "2021")
    assert all(a.date is None for a in loaded(lead.replace("2021年达产", "2025年达产")).articles)


def test_headlines_without_evidence_stay_by_themselves():
    bodies = ["海州港货物吞吐量突破一亿吨。", "市图书馆新馆藏书一百万册。"]
    groups = [Group("海州港吞吐量创新高", 0), Group("春风送暖", 0), Group("图书馆新馆迎客", 1)]
    assert assign(groups, bodies, regular=False) == [0, None, 1]
    assert assign([], bodies, regular=True) == [] and assign(groups[1:2], [], regular=True) == [None]


def test_a_headline_may_break_behind_issuing():
    document = loaded(
        "海州市人民政府办公室文件\n\n海政办发〔2021〕37号\n\n\n海州市人民政府办公室关于印发\n海州市停车管理三年行动计划的通知\n\n"
        "各县（市、区）人民政府：\n\n《海州市停车管理三年行动计划》已经市政府同意，现印发给你们，请认真组织实施。\n\n"
        "海州市人民政府办公室\n2021年6月8日\n"
    )
    (article,) = document.articles
    assert "海州市人民政府办公室关于印发海州市停车管理三年行动计划的通知" in article.headline.value


def test_a_numbered_sentence_is_a_heading_only_above_text_of_its_own():
    document = loaded(
        "海州市停车收费办法\n\n（一）设施建设\n1. 新建一批公共停车场；\n2. 开放一批机关单位停车场。\n（二）收费管理\n"
        "1. 一类区域白天每小时五元；\n2. 夜间（20:00—次日8:00）免费。\n三、保障措施\n"
        "第一，要加强组织领导，确保各项工作落到实处。\n各部门要成立领导小组，明确责任分工。\n各地要抓紧制定方案。\n"
        "第二，要强化监督考核，确保各项任务按时完成。\n考核结果纳入年度综合考核，并予以通报。\n"
    )
    kinds = {document.text[p.start : p.start + 4]: p.kind for a in document.articles for p in a.paragraphs}
    assert [kinds[k] for k in ("（一）设", "1. 新", "2. 开", "（二）收", "1. 一", "2. 夜", "三、保障")] == [
        "heading",
        "list",
        "list",
        "heading",
        "list",
        "list",
        "heading",
    ]
    assert kinds["第一，要"] == kinds["第二，要"] == "heading" and kinds["各部门要"] == "body"
    assert headings_of(document, "考核结果")[-1].startswith("第二，要强化监督考核")
