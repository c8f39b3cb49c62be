// What the next questions are narrowed to, each part removed by a click. Everything is set by textContent.

const make = (tag, className, text) => {
  const node = document.createElement(tag)
  node.className = className
  if (text !== undefined) node.textContent = text
  return node
}

const button = (className, text, label) => {
  const node = make("button", className, text)
  node.type = "button"
  if (label) node.setAttribute("aria-label", label)
  return node
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".chips")
  if (!root || !data) return
  // The same data arrives again at every rerun; drawing it anew would take the focus.
  const drawn = JSON.stringify(data)
  if (root.dataset.drawn !== drawn) {
    root.dataset.drawn = drawn
    root.setAttribute("aria-label", data.label)
    const chips = data.chips.map(([name, label]) => {
      const chip = make("span", "chip")
      const words = make("span", "name", name)
      words.title = name
      chip.append(words, button("remove", "×", label))
      return chip
    })
    root.replaceChildren(...chips, button("add", `+ ${data.add}`))
  }
  root.querySelectorAll(".remove").forEach((node, at) => (node.onclick = () => setTriggerValue("remove", at)))
  root.querySelector(".add").onclick = () => setTriggerValue("add", true)
}
