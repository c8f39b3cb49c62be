"""A table wider than its box says so at its edge, and nowhere else. Of the component alone, without a server."""

import base64

from playwright.sync_api import expect

from rag.settings import ROOT

FRONTEND = ROOT / "ui" / "frontend"
COLUMNS = ["索引建于", "题数", "答对", "答错", "误说没有", "该说没有的说了没有", "有出处"]
ROW = {"look": "", "cells": ["2026-11-28 20:15", "90", "93.6", "3.8", "2.6", "83.3", "100"]}
DRAWN = """async ([code, data]) => {
  const { default: draw } = await import(`data:text/javascript;base64,${code}`)
  draw({ data, parentElement: document.body })
}"""


def test_a_table_wider_than_its_box_fades_where_more_of_it_stands(browser):
    page = browser.new_context(viewport={"width": 390, "height": 600}).new_page()
    css, js = ((FRONTEND / f"table.{kind}").read_text(encoding="utf-8") for kind in ("css", "js"))
    table = '<div class="scroll" tabindex="0"><table><thead></thead><tbody></tbody></table></div>'
    page.set_content(f"<style>{css}</style>{table}")
    page.evaluate(DRAWN, [base64.b64encode(js.encode()).decode(), {"columns": COLUMNS, "rows": [ROW], "label": "质量"}])
    box = page.locator(".scroll")
    expect(box).to_have_class("scroll more")
    box.evaluate("box => { box.scrollLeft = box.scrollWidth }")
    expect(box).to_have_class("scroll")
    box.evaluate("box => { box.scrollLeft = 0 }")
    expect(box).to_have_class("scroll more")
    page.set_viewport_size({"width": 1200, "height": 600})
    expect(box).to_have_class("scroll")
    page.context.close()
