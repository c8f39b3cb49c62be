// A whole document, scrolled to the cited words. Everything is set by textContent.

const make = (tag, className, text) => {
  const node = document.createElement(tag)
  if (className) node.className = className
  if (text !== undefined) node.textContent = text
  return node
}

const TAGS = { headline: "h2", heading: "h3" }
// Justified lines stand well in Chinese, but a long run of Latin letters would tear them apart.
const LONG_LATIN = /[!-~]{12}/

const paragraph = ({ kind, pieces }) => {
  const node = make(TAGS[kind] ?? "p", kind)
  for (const [text, marked] of pieces) node.append(make(marked ? "mark" : "span", "", text))
  if (kind === "body" && !LONG_LATIN.test(node.textContent)) node.classList.add("even")
  return node
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".reader")
  if (!root || !data) return
  const [title, where, notice, text, close] = ["title", "where", "notice", "text", "close"].map((name) =>
    root.querySelector(`.${name}`)
  )
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

  if (root.dataset.text !== data.text_id) {
    root.dataset.text = data.text_id
    text.replaceChildren(...data.paragraphs.map(paragraph))
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
