"""Fonts that call their characters by wrong codes: what they print is not read as if it were text, and is told."""

import random

import pytest

from rag.corpus.formats.pdf import extract
from rag.corpus.formats.pdf_fonts import is_doubtful, is_garbled
from rag.corpus.formats.refusal import RefusedError
from tests.corpus.seeds import documents

BODY = (
    "县水利局上月起对三座水库的坝体逐一排查，先后发现渗漏点九处，其中两处已经连夜处理完毕，其余各处将在汛期之前修好。"
    "排查组走访了沿岸六个村庄，听取村民对放水时间的意见，并把意见写进了今年的调度方案。"
)
HEAD = "三座水库排查渗漏点九处连夜处理"


def cmap(text, wrong):
    """What a font says of its characters, which are numbered as they are in Unicode: the truth, or something else."""
    chars = sorted(set(text))
    said = "".join(f"<{ord(char):04X}> <{ord(wrong(char)):04X}>\n" for char in chars)
    head = "begincmap\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
    return f"{head}{len(chars)} beginbfchar\n{said}endbfchar\nendcmap"


def coded_pdf(*lines, wrong):
    """A page of lines, (font, text): font 0 says truly what its characters are, font 1 says of each ``wrong(char)``."""
    whole = "".join(text for _, text in lines)
    drawn = "".join(
        f"BT /F{font} 12 Tf 60 {780 - 20 * i} Td <{text.encode('utf-16-be').hex()}> Tj ET\n"
        for i, (font, text) in enumerate(lines)
    )
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 700 842] /Contents 4 0 R"
        " /Resources << /Font << /F0 5 0 R /F1 6 0 R >> >> >>",
        stream(drawn),
    ]
    for n in (0, 1):
        objects.append(
            f"<< /Type /Font /Subtype /Type0 /BaseFont /F{n} /Encoding /Identity-H /ToUnicode {7 + n} 0 R"
            f" /DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 /BaseFont /F{n} /DW 1000"
            " /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>] >>"
        )
    objects += [stream(cmap(whole, lambda char: char)), stream(cmap(whole, wrong))]
    made = "%PDF-1.4\n" + "".join(f"{n} 0 obj\n{held}\nendobj\n" for n, held in enumerate(objects, 1))
    return (made + "trailer << /Root 1 0 R /Size 9 >>\n%%EOF").encode("latin-1")


def stream(held):
    return f"<< /Length {len(held)} >>\nstream\n{held}\nendstream"


def lines(text, width=40):
    return [text[i : i + width] for i in range(0, len(text), width)]


def at_random(share, seed):
    """Say of a share of all characters that they are another ideograph, always the same one."""

    def wrong(char):
        dice = random.Random(f"{seed}{char}")
        return chr(dice.randrange(0x4E00, 0x9FA5)) if dice.random() < share else char

    return wrong


@pytest.mark.parametrize(
    "wrong", [at_random(1, 1), at_random(0.6, 2), lambda char: chr(ord(char) + 3), lambda char: "水"]
)
def test_a_page_in_a_font_that_says_wrong_characters_is_refused(wrong):
    with pytest.raises(RefusedError) as caught:
        extract(coded_pdf(*((1, line) for line in lines(2 * BODY)), wrong=wrong))
    assert caught.value.refusal.kind == "undecodable"


def test_what_one_font_of_a_page_garbles_is_left_out_and_told():
    found = extract(coded_pdf((1, HEAD), *((0, line) for line in lines(BODY)), wrong=at_random(1, 3)))
    assert found.text.replace("\n", "") == BODY
    assert found.warnings == ("第1页有部分文字的字体没有说明各个字是什么，未能读出",)


def test_a_page_of_which_a_part_is_wrong_is_kept_and_told():
    found = extract(coded_pdf(*((1, line) for line in lines(3 * BODY)), wrong=at_random(0.2, 10)))
    assert len(found.text.replace("\n", "")) == 3 * len(BODY)
    assert found.warnings == ("第1页有许多少见的字，可能是字体没有说明各个字是什么，请核对",)


def test_an_honest_page_is_not_suspected():
    found = extract(coded_pdf((0, HEAD), *((0, line) for line in lines(BODY)), wrong=at_random(1, 3)))
    assert found.text.replace("\n", "") == HEAD + BODY and not found.warnings


def test_rare_names_verse_and_other_languages_are_text():
    for text in (
        "龚鑫、贺淼、沈祎、翁琪、祝珺、柯昊、裘玥、阮晗、庞焱",
        "蒹葭苍苍，白露为霜。所谓伊人，在水一方。溯洄从之，道阻且跻。溯游从之，宛在水中坻。",
        "溫州灣沿岸灘塗綿延，漁民駕駛舢舨捕撈鯧魚與鱸魚，歲末於埠頭曬製魚鮝。",
        "国の図書館は毎週月曜日に休みます。対象の方は受付で手続きを済ませて、気軽にお入りください。",
        "이 도서관은 매주 월요일에 쉽니다. 자세한 내용은 안내소에 문의하시기 바랍니다.",
        "圐圙",
    ):
        assert not is_garbled(text), text
    assert not any(is_garbled(t) or is_doubtful(t) for document in documents() for t in lines(document.text, 400))
