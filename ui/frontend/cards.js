// Evidence cards: where a passage stands and what it says, the cited words marked. Everything is set by textContent.

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
  const fold = () => {
    const mark = box.querySelector("mark")
    box.scrollTop = mark ? Math.max(0, mark.offsetTop - box.offsetTop - 28) : 0
    // Only where there is more does the text fade: cited words at an end are as clear as any.
    box.classList.toggle("more-above", box.scrollTop > 2)
    box.classList.toggle("more-below", box.scrollTop + box.clientHeight < box.scrollHeight - 2)
  }
  more.onclick = () => {
    const unfolded = box.classList.toggle("unfolded")
    more.textContent = unfolded ? labels.fold : labels.unfold
    more.setAttribute("aria-expanded", String(unfolded))
    if (!unfolded) fold()
  }
  // Sizes are known once the card is laid out, which a closed expander delays.
  const watch = new ResizeObserver(() => {
    if (!box.clientHeight || box.classList.contains("unfolded")) return
    more.hidden = box.scrollHeight <= box.clientHeight + 4
    fold()
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
