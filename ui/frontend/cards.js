// Evidence cards: where a passage stands and what it says, the cited words marked. Everything is set by textContent.

// A passage that is no higher than this is not folded; a folded one is as high as all its cited words, up to a limit.
const WHOLE_REM = 9.6
const CITED_REM = 14
const px = (rem) => rem * parseFloat(getComputedStyle(document.documentElement).fontSize)

const make = (tag, className, text) => {
  const node = document.createElement(tag)
  if (className) node.className = className
  if (text !== undefined) node.textContent = text
  return node
}

const passage = (card, labels) => {
  const box = make("div", "passage")
  for (const paragraph of card.paragraphs) {
    const p = make("p")
    for (const [text, marked] of paragraph) p.append(make(marked ? "mark" : "span", "", text))
    box.append(p)
  }
  const more = make("button", "more", labels.unfold)
  more.type = "button"
  more.setAttribute("aria-expanded", "false")
  // The cited words come second, behind the line before them, and no line is cut above.
  const start = () => {
    const mark = box.querySelector("mark")
    if (!mark) return [0, false]
    const paragraph = mark.closest("p")
    const line = parseFloat(getComputedStyle(paragraph).lineHeight)
    const before = Math.max(0, Math.round((mark.offsetTop - paragraph.offsetTop) / line) - 1)
    return [paragraph.offsetTop - box.offsetTop + before * line, mark.offsetTop - paragraph.offsetTop > line / 2]
  }
  const fold = () => {
    box.style.maxHeight = ""
    const [top, led] = start()
    const last = [...box.querySelectorAll("mark")].at(-1)
    const cited = last ? last.offsetTop + last.offsetHeight - box.offsetTop - top + px(1.7) : 0
    const height = Math.max(box.clientHeight, Math.min(cited, px(CITED_REM)))
    box.style.maxHeight = `${Math.min(height, box.scrollHeight - top)}px`
    box.scrollTop = top
    // Only where there is more does the text fade: cited words at an end are as clear as any.
    box.classList.toggle("more-above", box.scrollTop > 2 && led)
    box.classList.toggle("more-below", box.scrollTop + box.clientHeight < box.scrollHeight - 2)
  }
  more.onclick = () => {
    const unfolded = box.classList.toggle("unfolded")
    if (unfolded) box.style.maxHeight = ""
    more.textContent = unfolded ? labels.fold : labels.unfold
    more.setAttribute("aria-expanded", String(unfolded))
    if (!unfolded) fold()
  }
  // Sizes are known once the card is laid out, which a closed expander delays.
  const watch = new ResizeObserver(() => {
    if (!box.clientHeight || box.classList.contains("unfolded")) return
    box.style.maxHeight = ""
    // What is hardly more than is shown is shown.
    const short = box.scrollHeight <= px(WHOLE_REM)
    more.hidden = box.classList.toggle("short", short)
    if (!short) fold()
  })
  watch.observe(box)
  return { box, more, watch }
}

const watches = new WeakMap()

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".cards")
  if (!root || !data) return
  const end = () => (watches.get(parentElement) ?? []).forEach((watch) => watch.disconnect())
  // The same data arrives again at every rerun; drawing it anew would fold what the reader has unfolded.
  const drawn = JSON.stringify(data)
  if (root.dataset.drawn === drawn) {
    for (const button of root.querySelectorAll("button.open")) {
      button.onclick = () => setTriggerValue("open", Number(button.dataset.id))
    }
    return end
  }
  end()
  root.dataset.drawn = drawn
  const observers = []
  const cards = data.cards.map((card) => {
    const node = make("article", "card")
    const head = make("header")
    for (const n of card.numbers) head.append(make("span", "n", String(n)))
    head.append(make("span", "title", card.title))
    node.append(head)
    if (card.where) node.append(make("div", "where", card.where))
    const { box, more, watch } = passage(card, data.labels)
    observers.push(watch)
    const open = make("button", "open", data.labels.open)
    open.type = "button"
    open.dataset.id = String(card.id)
    open.setAttribute("aria-label", `${data.labels.open} ${card.title}`)
    open.onclick = () => setTriggerValue("open", card.id)
    const foot = make("footer")
    foot.append(open, more)
    if (card.also) foot.append(make("span", "also", card.also))
    node.append(box, foot)
    return node
  })
  root.replaceChildren(...cards)
  watches.set(parentElement, observers)
  return end
}
