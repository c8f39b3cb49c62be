// Evidence cards: an article with its passages, each with what it says, the cited words marked. All by textContent.

// A passage that is no higher than this is not folded; a folded one is as high as all its cited words, up to a limit.
// Where many stand in one card each takes less. A line is 1.71 rem high.
const WHOLE_REM = [9.6, 5.4]
const CITED_REM = [13.6, 8.5]
const MANY = 3
const px = (rem) => rem * parseFloat(getComputedStyle(document.documentElement).fontSize)

const make = (tag, className, text) => {
  const node = document.createElement(tag)
  if (className) node.className = className
  if (text !== undefined) node.textContent = text
  return node
}

const makeButton = (className, text, label) => {
  const node = make("button", className, text)
  node.type = "button"
  node.setAttribute("aria-label", label)
  return node
}

// The text of a passage, and the button that unfolds it.
const folding = (passage, labels, many) => {
  const box = make("div", "passage")
  for (const paragraph of passage.paragraphs) {
    const p = make("p")
    for (const [text, marked] of paragraph) p.append(make(marked ? "mark" : "span", "", text))
    box.append(p)
  }
  const named = (word) => [word, ...passage.numbers].join(" ")
  const more = makeButton("more", labels.unfold, named(labels.unfold))
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
    const cited = last ? last.offsetTop + last.offsetHeight - box.offsetTop - top + px(many ? 0 : 1.7) : 0
    const height = Math.max(box.clientHeight, Math.min(cited, px(CITED_REM[many])))
    box.style.maxHeight = `${Math.min(height, box.scrollHeight - top)}px`
    box.scrollTop = top
    // Only where there is more does the text fade, and only what is not cited, if that has room.
    const left = last ? box.clientHeight - (last.offsetTop + last.offsetHeight - box.offsetTop - top) : box.clientHeight
    const clear = left > -2 && left < px(0.6)
    box.classList.toggle("more-above", box.scrollTop > 2 && led)
    box.classList.toggle("more-below", box.scrollTop + box.clientHeight < box.scrollHeight - 2 && !clear)
  }
  more.onclick = () => {
    const unfolded = box.classList.toggle("unfolded")
    if (unfolded) box.style.maxHeight = ""
    more.textContent = unfolded ? labels.fold : labels.unfold
    more.setAttribute("aria-label", named(more.textContent))
    more.setAttribute("aria-expanded", String(unfolded))
    if (!unfolded) fold()
  }
  // Sizes are known once the card is laid out, which a closed expander delays.
  const watch = new ResizeObserver(() => {
    if (!box.clientHeight || box.classList.contains("unfolded")) return
    box.style.maxHeight = ""
    // What is hardly more than is shown is shown.
    const short = box.scrollHeight <= px(WHOLE_REM[many])
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
  const listen = () => {
    for (const button of root.querySelectorAll("button.open")) {
      button.onclick = () => setTriggerValue("open", Number(button.dataset.id))
    }
    for (const button of root.querySelectorAll("button.n")) {
      const n = Number(button.textContent)
      button.onclick = () => setTriggerValue("cite", n)
      button.classList.toggle("open", data.open.includes(n))
      button.setAttribute("aria-current", String(data.open.includes(n)))
    }
  }
  // The same data arrives again at every rerun; drawing it anew would fold what the reader has unfolded.
  const drawn = JSON.stringify({ ...data, open: [] })
  if (root.dataset.drawn === drawn) {
    listen()
    return end
  }
  end()
  root.dataset.drawn = drawn
  const observers = []

  const passageNode = (card, passage, many) => {
    const { labels } = data
    const node = make("li")
    const numbers = make("div", "numbers")
    for (const n of passage.numbers) {
      const number = makeButton("n", String(n), `${labels.open} ${n}`)
      // With one number the button below leads to the same place: one stop for the keyboard is enough.
      if (passage.numbers.length === 1) number.tabIndex = -1
      numbers.append(number)
    }
    const { box, more, watch } = folding(passage, labels, Number(many))
    observers.push(watch)
    const open = makeButton("open", labels.open, [labels.open, ...passage.numbers, card.title].join(" "))
    open.dataset.id = String(passage.id)
    const foot = make("footer")
    foot.append(open, more)
    if (passage.also) foot.append(make("span", "also", passage.also))
    const words = make("div", "words")
    if (passage.where) words.append(make("div", "where", passage.where))
    words.append(box, foot)
    if (passage.numbers.length) node.append(numbers)
    node.append(words)
    return node
  }

  const cards = data.cards.map((card) => {
    const many = card.passages.length >= MANY
    const node = make("article", many ? "card many" : "card")
    node.setAttribute("aria-label", card.title)
    const list = make("ul")
    list.setAttribute("role", "list")
    list.append(...card.passages.map((passage) => passageNode(card, passage, many)))
    node.append(make("div", "title", card.title))
    if (card.where) node.append(make("div", "where", card.where))
    if (card.note) node.append(make("div", "where", card.note))
    node.append(list)
    return node
  })
  root.replaceChildren(...cards)
  listen()
  watches.set(parentElement, observers)
  return end
}
