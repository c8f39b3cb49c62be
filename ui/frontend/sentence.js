// One checked sentence with its citation numbers. Everything is set by textContent: documents and models are untrusted.

const make = (tag, className, text) => {
  const node = document.createElement(tag)
  if (className) node.className = className
  if (text !== undefined) node.textContent = text
  return node
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".sentence")
  const tip = parentElement.querySelector(".tip")
  if (!root || !tip || !data) return

  const hide = () => {
    if (tip.matches(":popover-open")) tip.hidePopover()
  }

  const show = (button, mark) => {
    if (!tip.showPopover) return
    tip.replaceChildren(make("div", "where", mark.where), make("div", "quote", mark.quote))
    hide()
    tip.showPopover()
    const at = button.getBoundingClientRect()
    const box = tip.getBoundingClientRect()
    const left = Math.min(Math.max(8, at.left - 24), window.innerWidth - box.width - 8)
    const above = at.top - box.height - 8
    tip.style.left = `${Math.max(8, left)}px`
    tip.style.top = `${above > 56 ? above : at.bottom + 8}px`
  }

  const open = (button) => {
    hide()
    setTriggerValue("open", Number(button.textContent))
  }

  // The same sentence arrives again at every rerun; drawing it anew would take the focus from its numbers.
  const drawn = JSON.stringify({ ...data, open: 0 })
  if (root.dataset.drawn !== drawn) {
    root.dataset.drawn = drawn
    const line = make("p", `line ${data.verdict}${data.item ? " item" : ""}`)
    // A sentence in Latin letters alone is set as such: its quotation marks are not as wide as characters.
    if (!data.segments.some(([text]) => /\p{Script=Han}/u.test(text))) line.lang = "en"
    for (const [text, added] of data.segments) line.append(make("span", added ? "added" : "", text))
    // The first number is never alone on a line: the last character goes with it.
    const end = line.lastElementChild
    const [tail] = (data.marks.length && end && end.textContent.match(/\S\p{P}{0,2}$/u)) || [""]
    const together = make("span", "together")
    if (tail) {
      end.textContent = end.textContent.slice(0, -tail.length)
      together.append(make("span", end.className, tail))
      line.append(together)
    }
    for (const mark of data.marks) {
      const button = make("button", "mark", String(mark.n))
      button.type = "button"
      button.setAttribute("aria-label", `${mark.label} ${mark.where}`)
      button.onmouseenter = () => show(button, mark)
      button.onfocus = () => button.matches(":focus-visible") && show(button, mark)
      button.onmouseleave = hide
      button.onblur = hide
      ;(together.childElementCount === 1 ? together : line).append(button)
    }
    if (data.note) line.append(make("span", "note", data.note))
    root.replaceChildren(line)
    if (data.gloss) root.append(make("p", "gloss", data.gloss))
  }
  for (const button of root.querySelectorAll("button")) {
    button.onclick = () => open(button)
    button.classList.toggle("open", Number(button.textContent) === data.open)
    button.setAttribute("aria-current", String(Number(button.textContent) === data.open))
  }
  return hide
}
