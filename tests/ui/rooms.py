"""One room of the page drawn by itself, as Streamlit runs it: no model, no index, no page around it."""

import re

from streamlit.testing.v1 import AppTest

from tests.ui.test_page import TIMEOUT, run

HAN = re.compile(r"[\u4e00-\u9fff]")


def drawn(draw, **given):
    """A page that draws a room and nothing else; ``draw`` brings its imports with it."""
    return run(AppTest.from_function(draw, kwargs=given, default_timeout=TIMEOUT))


def click(at, key):
    at.button(key=key).click()
    return run(at)


def labels(at):
    """What the buttons say, by key."""
    return {button.key: button.label for button in at.button}


def resting(at):
    return {button.key for button in at.button if button.disabled}


def captions(at):
    return [caption.value for caption in at.caption]


def words(at):
    """Every word of ours that Streamlit draws."""
    said = [element.value for element in (*at.text, *at.caption, *at.title, *at.header, *at.subheader, *at.markdown)]
    said += [one.label for one in (*at.button, *at.text_input, *at.text_area, *at.expander, *at.multiselect)]
    return said + [bar.proto.text for bar in at.get("progress")]


def chinese(at):
    return [said for said in words(at) if HAN.search(said)]


def taps(monkeypatch, name):
    """Return what a component is given each time it is drawn, its callbacks among it: a browser alone can click one."""
    from ui import components

    draw, given = getattr(components, name), []

    def spy(*args, **kwargs):
        given.append(kwargs | {"data": args[0]})
        draw(*args, **kwargs)

    monkeypatch.setattr(components, name, spy)
    return given
