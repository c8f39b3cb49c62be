// Places at which words stand, under their document and article; each is opened by a click. Set by textContent alone.

const make = (tag, className, text) => {
  const node = document.createElement(tag)
  node.className = className
  if (text !== undefined) node.textContent = text
  return node
}

const hit = ({ at, pieces }) => {
  const button = make("button", "hit")
  button.type = "button"
  const line = make("span", "line")
  for (const [text, marked] of pieces) line.append(make(marked ? "mark" : "span", "", text))
  if (at) button.append(make("span", "at", at))
  button.append(line)
  return button
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".hits")
  if (!root || !data) return
  root.setAttribute("aria-label", data.label)
  // The same data arrives again at every rerun; drawing it anew would take the focus.
  const drawn = JSON.stringify({ ...data, open: -1 })
  if (root.dataset.drawn !== drawn) {
    root.dataset.drawn = drawn
    const nodes = []
    for (const one of data.hits) {
      if (one.title || one.where) {
        const head = make("div", "head")
        head.append(make("div", "title", one.title), make("div", "where", one.where))
        nodes.push(head)
      }
      nodes.push(hit(one))
    }
    root.replaceChildren(...nodes)
  }
  root.querySelectorAll("button").forEach((button, at) => {
    button.onclick = () => setTriggerValue("open", at)
    if (at === data.open) button.setAttribute("aria-current", "true")
    else button.removeAttribute("aria-current")
  })
}
