"""What extractors made, told in the tests' words."""


def texts(extracted):
    """The paragraphs of an extracted text."""
    return ["".join(extracted.text[a:b] for a, b in part.spans) for part in extracted.shaped]


def kinds(extracted):
    """Kind, heading level and text of each paragraph."""
    return [(part.kind, part.level, text) for part, text in zip(extracted.shaped, texts(extracted), strict=True)]


def assert_covered(extracted):
    """Every character that is not white stands in exactly one paragraph, or among what was left out."""
    spans = [span for part in extracted.shaped for span in part.spans]
    spans += [(d.start, d.end) for d in extracted.left_out]
    held = [0] * len(extracted.text)
    for start, end in spans:
        assert 0 <= start < end <= len(held)
        for i in range(start, end):
            held[i] += 1
    lost = [i for i, char in enumerate(extracted.text) if not char.isspace() and held[i] != 1]
    assert lost == [], extracted.text[lost[0] : lost[0] + 20]
    assert all(a[1] == b[0] for a, b in zip(extracted.pages, extracted.pages[1:], strict=False))
    assert not extracted.pages or (extracted.pages[0][0], extracted.pages[-1][1]) == (0, len(extracted.text))
