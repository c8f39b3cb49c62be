"""What a person does on the page, and what they can see."""

import time

PATIENCE_S = 60
# The number of the newest exchange that is drawn, -1 for none; while older ones are folded away, the last one in the
# document may for a moment be another.
NEWEST_EXCHANGE = """() => Math.max(-1, ...[...document.querySelectorAll("[class*='st-key-exchange-']")].map(
    drawn => Number([...drawn.classList].find(name => name.startsWith("st-key-exchange-")).split("-").at(-1))))"""


def questions(page):
    """What was asked, oldest first."""
    return _messages(page, "User")


def answers(page):
    """The answers, oldest first."""
    return _messages(page, "Assistant")


def _messages(within, whose):
    message = f"[data-testid='stChatMessage']:has([data-testid='stChatMessageAvatar{whose}'])"
    return within.locator(message).locator("[data-testid='stChatMessageContent']")


def ask(page, question):
    """Type something and wait until its answer, or notice, is whole; return the answer's message."""
    before = page.evaluate(NEWEST_EXCHANGE)
    box = page.locator(".st-key-ask textarea")
    box.fill(question)
    box.press("Enter")
    # Not by their count: the first ones of a long conversation are folded away.
    page.wait_for_function(f"before => ({NEWEST_EXCHANGE})() > before", arg=before)
    answer = answers(page.locator(f".st-key-exchange-{page.evaluate(NEWEST_EXCHANGE)}"))
    answer.locator("[class*='st-key-foot-'], [class*='st-key-notice-']").first.wait_for()
    # Sentences are components, which may appear a moment behind what is plain text; a notice has none.
    answer.locator("p.line, [class*='st-key-notice-']").first.wait_for()
    return answer


def sentences(answer):
    return [line.inner_text() for line in answer.locator("p.line").all()]


def comes_to(locator, is_so):
    """Wait until something is so of an element that has come to rest."""
    ends, last = time.monotonic() + PATIENCE_S, None
    while True:
        box = locator.bounding_box()
        if box is not None and box == last and is_so(locator):
            return
        assert time.monotonic() < ends, f"not within {PATIENCE_S} s: {locator} at {box}"
        last = box
        locator.page.wait_for_timeout(100)


def comes_into_view(locator):
    """Wait until an element rests where the whole of it can be seen."""
    locator.wait_for()
    comes_to(locator, is_in_view)


def settled(page):
    """Wait until the page is drawn: what a run no longer draws is taken away only when the run has ended."""
    page.locator("[data-test-script-state='notRunning']").wait_for()


def this_talk(page):
    """Open what can be done with the conversation; only of a page that stands: a run that goes on would close it."""
    settled(page)
    # On its arrow: what is drawn anew under a click may close again what the click has opened.
    button = page.locator(".st-key-this-talk button").first
    arrow = button.evaluate("""button => {
        const [within, arrow] = [button, button.querySelector("[data-testid='stIconMaterial']")]
            .map(element => element.getBoundingClientRect())
        return { x: arrow.x + arrow.width / 2 - within.x, y: arrow.y + arrow.height / 2 - within.y }
    }""")
    button.click(position=arrow)
    page.locator(".st-key-delete-talk button").wait_for()


def is_in_view(locator):
    """Whether the whole of an element can be seen: within the window and within the box that scrolls it."""
    return bool(
        locator.evaluate(
            """element => {
                const mark = element.getBoundingClientRect()
                const frame = element.closest(".text").getBoundingClientRect()
                const within = (low, high, first, last) => low >= first && high <= last
                return within(mark.top, mark.bottom, Math.max(0, frame.top), Math.min(innerHeight, frame.bottom))
                    && within(mark.left, mark.right, Math.max(0, frame.left), Math.min(innerWidth, frame.right))
            }"""
        )
    )
