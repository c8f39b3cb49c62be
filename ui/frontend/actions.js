// What a reader does with an answer: copy it, ask again, edit the question, say whether it was useful.

const copyOf = async (text) => {
  if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text)
  const area = document.createElement("textarea")
  area.value = text
  document.body.append(area)
  area.select()
  const done = document.execCommand("copy")
  area.remove()
  if (!done) throw new Error("not copied")
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".actions")
  if (!root || !data) return
  root.setAttribute("aria-label", data.label)
  const copy = async (button) => {
    try {
      await copyOf(data.text)
      button.textContent = data.copied
      setTimeout(() => (button.textContent = data.copy), 1600)
    } catch {
      button.textContent = data.copy
    }
  }
  // The same data arrives again at every rerun; drawing it anew would take the focus.
  const drawn = JSON.stringify({ ...data, text: "" })
  if (root.dataset.drawn !== drawn) {
    root.dataset.drawn = drawn
    const buttons = data.items.map(([name, words, pressed]) => {
      const button = document.createElement("button")
      button.type = "button"
      button.dataset.name = name
      button.textContent = words
      if (pressed !== null) button.setAttribute("aria-pressed", String(pressed))
      return button
    })
    root.replaceChildren(...buttons)
  }
  root.querySelectorAll("button").forEach((button, at) => {
    button.onclick = () => (button.dataset.name === "copy" ? copy(button) : setTriggerValue("act", at))
  })
}
