// A list of lines to choose from: example questions, documents. Everything is set by textContent.

const line = ([text, detail]) => {
  const button = document.createElement("button")
  button.type = "button"
  button.title = text
  for (const [name, words] of [["text", text], ["detail", detail]]) {
    if (!words) continue
    const span = document.createElement("span")
    span.className = name
    span.textContent = words
    button.append(span)
  }
  return button
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".choices")
  if (!root || !data) return
  root.className = `choices ${data.look}`
  root.setAttribute("aria-label", data.label)
  // The same lines arrive again at every rerun; drawing them anew would take the focus, and a click that is under way.
  const drawn = JSON.stringify(data.items)
  if (root.dataset.drawn !== drawn) {
    root.dataset.drawn = drawn
    root.replaceChildren(...data.items.map(line))
  }
  root.querySelectorAll("button").forEach((button, at) => {
    // One that is open is in sight, where the list is longer than its box.
    if (at === data.current && !button.hasAttribute("aria-current")) button.scrollIntoView({ block: "nearest" })
    if (at === data.current) button.setAttribute("aria-current", "true")
    else button.removeAttribute("aria-current")
    button.onclick = () => setTriggerValue("choose", at)
  })
}
