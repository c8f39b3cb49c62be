// A list of lines to choose from: example questions, documents. Everything is set by textContent.

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".choices")
  if (!root || !data) return
  root.className = `choices ${data.look}`
  root.setAttribute("aria-label", data.label)
  root.replaceChildren(
    ...data.items.map(([text, detail], at) => {
      const button = document.createElement("button")
      if (at === data.current) button.setAttribute("aria-current", "true")
      button.type = "button"
      for (const [name, words] of [["text", text], ["detail", detail]]) {
        if (!words) continue
        const span = document.createElement("span")
        span.className = name
        span.textContent = words
        button.append(span)
      }
      button.title = text
      button.onclick = () => setTriggerValue("choose", at)
      return button
    })
  )
}
