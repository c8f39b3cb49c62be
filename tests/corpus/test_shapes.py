"""The shapes of lines, on invented examples."""

import pytest

from rag.corpus import bylines, shapes


@pytest.mark.parametrize(
    "text",
    [
        "海州市水利局局长 王小明",
        "市委副秘书长、市委政研室主任 潘建中",
        "本报记者 张伟 通讯员 李华",
        "记者张伟 摄",
        "文/李华 图/张伟",
        "（记者 张伟 通讯员 李华）",
        "（作者系海州大学教授）",
        "作者：欧阳明",
    ],
)
def test_bylines(text):
    assert bylines.byline(text)


def test_whatever_a_byline_opens_with_makes_one():
    roles = (
        "本报",
        "本刊",
        "本网",
        "本台",
        "新华社",
        "中新社",
        "人民日报",
        "见习",
        "实习",
        "特约",
        "首席",
        "全媒体",
        "融媒体",
    )
    people = ("记者", "通讯员", "编辑", "实习生", "摄影", "评论员", *(f"{role}记者" for role in roles))
    written = ("作者：", "撰稿：", "撰文：", "文：", "图：")
    lines = [*(f"{one}王小明" for one in (*people, *written)), *(f"（{one}王小明）" for one in people)]
    assert [line for line in lines if not bylines.byline(line)] == []


@pytest.mark.parametrize(
    "text", ["坚定信心 激扬斗志", "市长王小明出席会议并讲话", "高标准推进工作", "各县（市、区）委", "记者从组委会获悉"]
)
def test_no_bylines(text):
    assert not bylines.byline(text)


@pytest.mark.parametrize(
    ("text", "lead", "reporters"),
    [
        ("本报讯（记者 周文）3月2日，新馆开放。", "本报讯（记者 周文）", "记者 周文"),
        ("本报讯(周文 吴晓)近日", "本报讯(周文 吴晓)", "周文 吴晓"),
        ("本报讯 记者周文 近日", "本报讯 记者周文", "记者周文"),
        ("新华社海州7月21日电（记者 周文、吴晓）国家", "新华社海州7月21日电（记者 周文、吴晓）", "记者 周文、吴晓"),
        ("新华社海州7月21日电 国家", "新华社海州7月21日电 ", ""),
        ("本报讯 近日，全市", "本报讯", ""),
    ],
)
def test_leads_of_reports(text, lead, reporters):
    end, start, stop = bylines.dateline(text)
    assert (text[:end], text[start:stop]) == (lead, reporters)


def test_no_lead():
    assert bylines.dateline("会议传达了有关精神。") is None
    assert not bylines.lead_in("会议传达了有关精神。")


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("（2020年4月16日）", "2020-04-16"),
        ("2020年4月16日印发", "2020-04-16"),
        ("二〇二〇年十二月三十一日", "2020-12-31"),
        ("2021-03-05 星期五", "2021-03-05"),
    ],
)
def test_date_lines(text, date):
    assert shapes.is_date_line(text) and shapes.date_of(text)[0] == date


@pytest.mark.parametrize("text", ["2020年13月1日", "截稿时间为2021年9月30日，逾期不候", "2020年"])
def test_no_date_lines(text):
    assert not shapes.is_date_line(text)


@pytest.mark.parametrize("text", ["温办通报〔2020〕第 12 期", "〔2020〕第12期", "海政办发〔2022〕15号", "第 7 期"])
def test_number_lines(text):
    assert shapes.is_number_line(text)


@pytest.mark.parametrize(
    "text",
    [
        "海州市人民政府办公室 2020年4月16日印发",
        "中共海州市委办公室2020年4月16日印发",
        "二〇二〇年四月十六日印发",
        "海州市人民政府办公室印发",
        "抄送：市委各部门，市人大办、市政协办。",
    ],
)
def test_imprints(text):
    assert shapes.is_imprint(text)


@pytest.mark.parametrize(
    "text",
    ["海州市人民政府办公室关于印发", "海州市教育局等三部门关于转发和印发", "现予印发", "关于 印发", "经同意，现印发"],
)
def test_half_a_headline_is_no_imprint(text):
    assert not shapes.is_imprint(text)


def test_speakers_and_reporters_behind():
    text = "——陈明同志在全市教育工作会议上的讲话"
    assert text[slice(*bylines.speaker(text))] == "陈明"
    text = "活动吸引了上千名市民参加。（记者 周文 通讯员 吴晓）"
    assert text[slice(*bylines.reporters_behind(text))] == "记者 周文 通讯员 吴晓"


def test_ends():
    assert shapes.ended("他说：“好。”") and shapes.sentence_ended("他说：“好。”")
    assert not shapes.ended("“五城五高地”")
    assert shapes.ended("三个主题词:") and not shapes.sentence_ended("三个主题词:")
