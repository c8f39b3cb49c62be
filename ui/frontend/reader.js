// A whole document, scrolled to the cited words; at a wish with its source beside it. Everything is set by textContent.

const make = (tag, className, text) => {
  const node = document.createElement(tag)
  if (className) node.className = className
  if (text !== undefined) node.textContent = text
  return node
}

const TAGS = { headline: "h2", heading: "h3" }
// Justified lines stand well in Chinese, but a long run of Latin letters would tear them apart.
const LONG_LATIN = /[!-~]{12}/

const SIGNS = { joined: "⏎", closed: "␣", moved: "⋯" }

const sourcePiece = ({ text, marked, change, hint }) => {
  const sign = SIGNS[change]
  const node = make(marked ? "mark" : "span", change, sign ? sign.repeat(change === "closed" ? text.length : 1) : text)
  if (hint) node.title = hint
  if (change === "dropped") node.setAttribute("role", "deletion")
  return node
}

const row = (data) => {
  const node = make("div", `row ${data.kind === "left_out" ? "left-out" : ""}`)
  const [clean, source] = [make("div", "clean"), make("div", "source")]
  if (data.pieces.length) clean.append(paragraph(data))
  if (data.note) clean.append(make("div", "note", data.note))
  source.append(...data.source.map(sourcePiece))
  node.append(clean, source)
  return node
}

const paragraph = ({ kind, pieces }) => {
  const node = make(TAGS[kind] ?? "p", kind)
  for (const [text, marked] of pieces) node.append(make(marked ? "mark" : "span", "", text))
  if (kind === "body" && !LONG_LATIN.test(node.textContent)) node.classList.add("even")
  return node
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".reader")
  if (!root || !data) return
  const [title, where, notice, changes, text, only, beside, close] = [
    "title", "where", "notice", "changes", "text", "only", "beside", "close",
  ].map((name) => root.querySelector(`.${name}`))
  beside.onclick = () => setTriggerValue("beside", true)
  beside.textContent = data.beside ? data.labels.alone : data.labels.beside
  beside.setAttribute("aria-pressed", String(data.beside))
  beside.hidden = !data.paragraphs.length || !data.labels.beside
  only.onclick = () => setTriggerValue("only", true)
  only.textContent = data.only ? data.labels.others : data.labels.only
  only.setAttribute("aria-pressed", String(data.only))
  only.hidden = !data.labels.only
  close.onclick = () => setTriggerValue("close", true)
  root.onkeydown = (event) => {
    if (event.key === "Escape") setTriggerValue("close", true)
  }
  root.setAttribute("aria-label", data.labels.reader)
  close.setAttribute("aria-label", data.labels.close)
  close.title = data.labels.close
  title.textContent = data.title
  where.textContent = data.where
  where.hidden = !data.where
  notice.textContent = data.notice
  notice.hidden = !data.notice
  changes.textContent = data.changes
  changes.hidden = !data.changes
  text.classList.toggle("both", data.beside)

  if (root.dataset.text !== data.text_id) {
    root.dataset.text = data.text_id
    text.replaceChildren(...data.paragraphs.map(data.beside ? row : paragraph))
  }
  // The same place is drawn again at every rerun; only a new one, or a new click, may move the text under the reader.
  if (root.dataset.visit !== data.visit) {
    root.dataset.visit = data.visit
    requestAnimationFrame(() => {
      root.scrollIntoView({ block: "nearest" })
      const mark = text.querySelector("mark")
      text.scrollTop = mark ? mark.offsetTop - text.clientHeight / 3 : 0
      text.focus({ preventScroll: true })
    })
  }
}
