// How and where the next questions look: a switch, and chips each removed by a click. Everything is set by textContent.

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

// What listens for the keys of a switch that is on the page; only one does.
const listening = new WeakMap()
// Whether the box below is to be given the focus once it is the one of the new mode.
let moved = false

const focusBox = (host) => {
  const box = host.closest(".st-key-ask-box")?.querySelector("textarea")
  if (box) box.focus()
  else if (host.isConnected) requestAnimationFrame(() => focusBox(host))
}

export default function ({ data, parentElement, setTriggerValue }) {
  const bar = parentElement.querySelector(".bar")
  if (!bar || !data) return
  const host = parentElement.host ?? parentElement
  const [modes, root] = [bar.querySelector(".modes"), bar.querySelector(".chips")]
  const change = (mode) => {
    if (mode === data.mode) return
    moved = true
    setTriggerValue("mode", mode)
  }
  // The same data arrives again at every rerun; drawing it anew would take the focus.
  const drawn = JSON.stringify(data)
  if (bar.dataset.drawn !== drawn) {
    bar.dataset.drawn = drawn
    modes.setAttribute("aria-label", data.switch)
    modes.replaceChildren(
      ...data.modes.map(([words, hint], at) => {
        const node = button("mode", words)
        node.title = hint
        node.setAttribute("aria-pressed", String(at === data.mode))
        return node
      })
    )
    root.setAttribute("aria-label", data.label)
    const chips = data.chips.map(([name, label]) => {
      const chip = make("span", "chip")
      const words = make("span", "name", name)
      words.title = name
      chip.append(words, button("remove", "×", label))
      return chip
    })
    root.replaceChildren(...chips, button("add", `+ ${data.add}`))
    if (moved) requestAnimationFrame(() => focusBox(host))
    moved = false
  }
  modes.querySelectorAll(".mode").forEach((node, at) => (node.onclick = () => change(at)))
  root.querySelectorAll(".remove").forEach((node, at) => (node.onclick = () => setTriggerValue("remove", at)))
  root.querySelector(".add").onclick = () => setTriggerValue("add", true)
  const end = () => document.removeEventListener("keydown", listening.get(bar))
  end()
  const onKey = (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key !== "/") return
    event.preventDefault()
    change(1 - data.mode)
  }
  listening.set(bar, onKey)
  document.addEventListener("keydown", onKey)
  return end
}
