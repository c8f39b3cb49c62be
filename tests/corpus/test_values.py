"""Values of a head and foot: numbers, issuers, dates and speakers, on papers written in many offices' ways."""

import pytest

from rag.corpus.load import document_of, load_document
from rag.corpus.read import read_string
from rag.corpus.values import date_in_name
from tests.corpus import pages
from tests.corpus.seeds import seed

BODY = "为做好全市防汛抗旱工作，现将有关事项通知如下，请各单位认真贯彻执行，切实抓好落实。"


def only(text, name="页.txt"):
    return document_of(read_string(name, text)).articles[0]


def value(printed):
    return printed and printed.value


@pytest.mark.parametrize(
    "line",
    [
        "海政发〔2021〕9号",
        "海政发[2021]9号",
        "海政发（2021）第9号",
        "海政发【2021】09号",
        "海政发〔2021〕第 9 号",
        "海政发［２０２１］９号",
    ],
)
def test_one_number_in_all_brackets(line):
    text = f"海州市人民政府文件\n\n{line}\n\n关于做好防汛工作的通知\n\n{BODY}\n"
    article = only(text)
    assert value(article.number) == "海政发〔2021〕9号"
    document = document_of(read_string("页.txt", text))
    assert document.text[slice(*document.articles[0].number.place)][:3] == "海政发"
    assert value(article.issuer) == "海州市人民政府"


def test_a_bulletin_keeps_its_name_and_issue():
    assert value(seed(1).articles[0].number) == "温办通报〔2020〕第12期"
    assert value(only(f"海州简报\n\n第 8 期\n\n防汛工作动态\n\n{BODY}\n").number).endswith("第8期")


@pytest.mark.parametrize(
    ("text", "issuer"),
    [
        # The red head, before the office that prints.
        (
            f"中共海州市委文件\n\n海委〔2021〕3号\n\n关于加强防汛工作的意见\n\n{BODY}\n\n海州市委办公室2021年3月2日印发\n",
            "中共海州市委",
        ),
        # The headline.
        (f"海农发〔2021〕3号\n\n海州市农业农村局关于加强防汛工作的通知\n\n{BODY}\n", "海州市农业农村局"),
        # The signature above the date.
        (f"海水〔2021〕3号\n\n关于加强防汛工作的通知\n\n{BODY}\n\n海州市水利局\n\n2021年3月2日\n", "海州市水利局"),
        # Who had it printed.
        (
            f"海办〔2021〕3号\n\n关于加强防汛工作的通知\n\n{BODY}\n\n海州市人民政府办公室 2021年3月2日印发\n",
            "海州市人民政府办公室",
        ),
        # The same without a number: a notice on the board.
        (f"关于调整食堂开放时间的通知\n\n{BODY}\n\n机关事务服务中心\n\n2022.5.16\n", "机关事务服务中心"),
        # No circular.
        ("我的家乡\n\n海州市水利局\n\n今年春天，家乡的河水清了，岸边的柳树绿了，来散步的人也多了起来。\n", None),
    ],
)
def test_who_issued_it(text, issuer):
    article = only(text)
    assert value(article.issuer) == issuer
    if issuer:
        document = document_of(read_string("页.txt", text))
        assert document.text[slice(*article.issuer.place)] == issuer


def test_all_papers_of_one_circular_have_its_office():
    assert [value(a.issuer) for a in seed(3).articles] == ["中共温州市委办公室"] * 2
    assert value(seed(1).articles[0].issuer) == "中共温州市委办公室"
    assert all(a.issuer is None for n in (0, 2, 4) for a in seed(n).articles)


SPEECH = "同志们，今天的会议十分重要，主要任务是总结工作、分析形势、部署任务，动员全市上下真抓实干。\n"


@pytest.mark.parametrize(
    ("head", "headline", "speaker", "date"),
    [
        (
            "在全市经济工作会议上的讲话\n\n王建国\n\n（2021年1月5日）",
            "在全市经济工作会议上的讲话",
            "王建国",
            "2021-01-05",
        ),
        (
            "政府工作报告\n\n（2021年1月15日在海州市第十届人民代表大会第五次会议上）\n\n海州市市长 王建国",
            "政府工作报告",
            "海州市市长 王建国",
            "2021-01-15",
        ),
        (
            "凝心聚力谱新篇\n\n——李明同志在全市经济工作会议上的讲话\n\n2021年1月5日",
            "凝心聚力谱新篇",
            "李明",
            "2021-01-05",
        ),
        ("凝心聚力谱新篇\n\n——李明市长在全市经济工作会议上的讲话\n\n2021年1月", "凝心聚力谱新篇", "李明", "2021-01"),
        ("凝心聚力谱新篇", "凝心聚力谱新篇", None, None),
    ],
)
def test_who_spoke_and_when(head, headline, speaker, date):
    article = only(f"{head}\n\n{SPEECH}")
    assert (value(article.headline), value(article.byline), value(article.date)) == (headline, speaker, date)
    assert article.date is None or article.date.place is not None


def test_a_revision_dates_a_regulation():
    head = (
        "海州市养犬管理条例\n\n（2019年3月15日海州市第十届人民代表大会常务委员会第二次会议通过 2021年5月28日修正）\n\n"
    )
    article = only(head + "第一条 为了规范养犬行为，保障公民健康，制定本条例。\n")
    assert (value(article.headline), value(article.date)) == ("海州市养犬管理条例", "2021-05-28")
    assert (
        value(only(head.replace(" 2021年5月28日修正", "") + "第一条 为了规范养犬行为，制定本条例。\n").date)
        == "2019-03-15"
    )


# ---------------------------------------------------------------- inferred dates


@pytest.mark.parametrize(
    ("name", "date"),
    [
        ("2020-04-16 讲话.txt", "2020-04-16"),
        ("讲话_2020_4_16.txt", "2020-04-16"),
        ("讲话20200416.docx", "2020-04-16"),
        ("甲/海州日报2020.04.16第3版.pdf", "2020-04-16"),
        ("2020年4月16日简报.txt", "2020-04-16"),
        ("2020年4月简报.txt", "2020-04"),
        ("2020-04.txt", "2020-04"),
        ("2020年报告.txt", ""),
        ("2020-13-40.txt", ""),
        ("2016-2020规划.txt", ""),
        ("6de20200416ab.txt", ""),
        ("13520200416.txt", ""),
        ("2020-04/讲话.txt", ""),
        ("003_8036775c64b54d96.txt", ""),
    ],
)
def test_dates_in_names(name, date):
    assert date_in_name(name) == date


def inferred(text, name="页.txt"):
    articles = document_of(read_string(name, text)).articles
    assert all(a.date is None or a.date.inferred for a in articles)
    return [value(a.date) for a in articles if a.byline]


def test_a_name_dates_what_prints_no_date():
    assert inferred(pages.REGULAR, "海州日报20210303.txt") == ["2021-03-03", "2021-03-03"]
    assert inferred(pages.REGULAR) == [None, None]
    assert value(only(pages.CIRCULAR, "20200416.txt").date) == "2022-03-08"


def test_a_folio_line_dates_the_articles_of_its_page():
    folio = "海州日报 2021年3月3日 星期三 第2版\n\n"
    assert inferred(folio + pages.REGULAR.replace("海州日报\n\n", ""), "20190101.txt") == ["2021-03-03"] * 2


def test_folio_and_editors_are_no_headline():
    folio = "04 要闻 2021年5月13日 星期四\n责任编辑 王芳\n\n"
    page = document_of(read_string("页.txt", folio + pages.REGULAR.replace("海州日报\n\n", "")))
    plain = document_of(read_string("页.txt", pages.REGULAR.replace("海州日报\n\n", "")))
    heads = [(a.headline.value, a.byline.value) for a in page.articles if a.headline]
    assert heads == [(a.headline.value, a.byline.value) for a in plain.articles]
    alone = only(f"04 要闻 2021年5月13日 星期四\n\n我市部署防汛\n\n{BODY}\n")
    assert (value(alone.headline), value(alone.date)) == ("我市部署防汛", "2021-05-13")


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("□ 市委组织部 李晓峰", "市委组织部 李晓峰"),
        ("◎李晓峰", "◎李晓峰"),
        ("本报评论员", "本报评论员"),
        ("新华社记者　李晓峰", "新华社记者 李晓峰"),
        ("文/图 记者 孙倩 通讯员 丁磊", "文/图 记者 孙倩 通讯员 丁磊"),
    ],
)
def test_who_wrote_it_in_many_forms(line, author):
    article = only(f"青年干部要沉得下去\n{line}\n{BODY}\n{BODY}\n")
    assert (value(article.headline), value(article.byline)) == ("青年干部要沉得下去", author)


@pytest.mark.parametrize(
    "below",
    ["地点：铁山宾馆二楼报告厅", "甲方：王桂兰", "海州市发展和改革局", "海州市统计局 国家统计局海州调查队"],
)
def test_what_stands_below_a_headline_is_not_in_it(below):
    assert value(only(f"海州市2020年工作总结\n{below}\n\n{BODY}\n").headline) == "海州市2020年工作总结"


def test_a_list_of_annexes_above_the_signature_begins_none():
    text = (
        f"关于开展检查的通知\n\n各社区：\n\n{BODY}\n\n附件一：\n\n检查表\n\n附件二：\n\n餐饮场所名单\n\n和平街道办事处\n\n"
        f"2023年7月1日\n\n附件一：\n\n检查表\n\n1.是否安装报警器；\n2.软管是否超过两米。\n\n附件二：\n\n餐饮场所名单\n\n{BODY}\n"
    )
    found = document_of(read_string("页.txt", text)).articles
    assert [a.annex for a in found] == [False, True, True]


def test_what_the_text_says_more_exactly_goes_before_the_name():
    lead = "本报讯（记者 周文）3月2日，新馆开放。2021年建成，2021年启用。\n\n本报讯（记者 吴晓）近日，港口扩建。\n"
    assert inferred(lead, "2021年3月.txt") == ["2021-03-02", "2021-03"]
    assert inferred(lead, "20210303.txt") == ["2021-03-03"] * 2
    assert inferred(lead, "20220101.txt") == ["2022-01-01"] * 2
    assert inferred(lead) == ["2021-03-02", "2021"]


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("大桥预计2026年底通车，比计划提前。隧道也要到2026年建成。", None),
        ("本县力争到2035年建成水利强县，2035年远景目标已经编制。", None),
        ("2021年县里作了部署，2021年各乡落实。河道到2030年前全部整治，2030年以前建成碧道。", None),
        ("2021年县里作了部署，2021年各乡已经落实。", "2021"),
    ],
)
def test_a_year_of_plans_dates_no_report(text, date):
    report = "本报讯（记者 周文）近日，我县水利建设取得进展。"
    assert inferred(f"水利建设提速\n\n{report}{text}\n") == [date]
    # What is no page of a newspaper is not dated by the years it names.
    assert only(f"水利建设工作情况\n\n{BODY}{text}\n").date is None


@pytest.mark.parametrize(
    "line",
    [
        "湖政办发﹝2021﹞15号",
        "湖政办发〔二〇二一〕十五号",
        "湖政办发〔2021〕第15号　　　　　签发人：王强",
        "湖政办发{2021}15号",
    ],
)
def test_a_number_line_in_other_brackets_numerals_or_with_who_signed(line):
    text = (
        f"平湖县人民政府办公室文件\n\n{line}\n\n关于开展渔船检查的通知\n\n各乡镇人民政府：\n"
        "　　现就开展渔船检查有关事项通知如下，请认真贯彻执行。\n平湖县人民政府办公室\n2021年3月1日\n"
    )
    document = document_of(read_string("通知.txt", text))
    (article,) = document.articles
    assert article.number is not None and article.number.value == "湖政办发〔2021〕15号"
    start, end = article.number.place
    assert document.text[start:end].endswith("号")
    assert article.headline is not None and article.headline.value == "关于开展渔船检查的通知"


def test_a_promulgation_wrapped_under_the_title_dates_the_regulation():
    text = (
        "平湖县渔港管理办法\n（2022年11月8日平湖县人民\n政府第5次常务会议通过 \n自2023年1月1日起施行）\n"
        "第一条　为了加强渔港管理，保\n障渔船安全，制定本办法。\n第二条　本办法适用于本县行政\n区域内的渔港。\n"
        "第三条　县渔业局负责渔港的监\n督管理工作。\n"
    )
    (article,) = document_of(read_string("办法.txt", text)).articles
    assert article.headline is not None and article.headline.value == "平湖县渔港管理办法"
    assert article.date is not None and article.date.value == "2022-11-08" and article.date.place is not None


@pytest.mark.parametrize("name", ["李白", "（唐）李白", "[宋] 苏轼"])
def test_the_author_of_a_poem_stands_under_its_title(name):
    text = f"春夜登楼\n{name}\n江上清风起，\n楼头月色新。\n故人千里外，\n把酒忆青春。\n"
    (article,) = document_of(read_string("诗.txt", text)).articles
    assert article.headline is not None and article.headline.value == "春夜登楼"
    assert article.byline is not None and name.replace(" ", "")[-2:] in article.byline.value


@pytest.mark.parametrize(
    "page",
    [
        "<p>设备清单样本<p>甲、主机和电源<p>I. 第一批到货<p>II. 第二批到货<p>（一）说明",
        "<p>第一行文字<p>第二行文字<p>第三行文字<pre>春眠不觉晓\n处处闻啼鸟</pre><p>末一行文字",
        "<div>第一行文字<div>第二行文字</div>第三行</div><p>第四行文字</p><p>第五行文字</p>",
    ],
)
def test_short_paragraphs_without_text_are_no_headline_of_several_lines(tmp_path, page):
    (tmp_path / "页.html").write_text(f"<html><body>{page}</body></html>", encoding="utf-8")
    document = load_document(tmp_path / "页.html", tmp_path)
    headline = document.articles[0].headline
    assert headline is not None and headline.value in ("设备清单样本", "第一行文字")


def test_annexes_with_a_colon_and_an_appendix_have_headlines():
    text = (
        "关于开展渔船检查的通知\n\n各乡镇：\n\n请按要求开展检查工作，认真填报，于月底前报送。\n\n县渔业局\n\n2023年4月2日\n\n"
        "附件1：\n\n渔船检查标准\n\n检查救生、消防、通信三类设备，逐项填写。\n\n附件二：\n\n处罚基准\n\n情节较轻的，处一千元罚款。\n\n"
        "附录A 术语\n\n本通知所称渔船，是指从事捕捞的机动船舶。\n"
    )
    articles = document_of(read_string("通知.txt", text)).articles
    assert [a.headline and a.headline.value.replace(" ", "") for a in articles] == [
        "关于开展渔船检查的通知",
        "附件1：渔船检查标准",
        "附件二：处罚基准",
        "附录A术语",
    ]
    assert [a.annex for a in articles] == [False, True, True, True]


@pytest.mark.parametrize("title", ["3.15晚会曝光多家企业", "5.12纪念活动在海州举行", "V.S.奈保尔逝世"])
def test_a_headline_may_open_like_an_item(title):
    article = only(f"{title}\n\n　　昨日，纪念活动在海州举行，各界人士参加，默哀三分钟，现场庄严肃穆。\n")
    assert value(article.headline) == title


def test_letters_number_the_sections_below_a_title():
    article = only(f"渔业工作要点\n\nA. 总体要求\n\n　　{BODY}\n\nB. 重点任务\n\n　　{BODY}\n")
    assert value(article.headline) == "渔业工作要点"


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("湖发〔2021〕15号文", "湖发〔2021〕15号"),
        ("湖政办发2021年15号", "湖政办发〔2021〕15号"),
        ("湖政办发〔2021〕15-2号", "湖政办发〔2021〕15-2号"),
        ("公告2021年第15号", "公告2021年第15号"),
    ],
)
@pytest.mark.parametrize("title", ["关于开展渔船检查的通知", "关于做好渔船安全检查和\n渔港防台工作的通\n知"])
def test_numbers_in_other_forms_below_a_title_on_several_lines(line, number, title):
    text = f"平湖县人民政府文件\n\n{line}\n\n{title}\n\n各乡镇人民政府：\n\n{BODY}\n\n平湖县人民政府\n\n2021年3月1日\n"
    article = only(text)
    assert (value(article.number), value(article.headline)) == (number, title.replace("\n", ""))


def test_a_title_and_its_second_line_stay_two():
    assert value(only(f"渔港建设提速\n三年投资九亿元\n\n{BODY}\n").headline) == "渔港建设提速 三年投资九亿元"
