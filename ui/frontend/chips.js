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
// A box over the one that goes: it takes what is typed until the other mode's box is there, and hands it over.
const catchWords = (wanted, askAgain) => {
  const going = document.querySelector(".st-key-ask-box textarea")
  if (!going || document.querySelector("textarea.caught")) return
  const words = make("textarea", "caught")
  const place = going.getBoundingClientRect()
  words.setAttribute("aria-label", going.getAttribute("aria-label") ?? "")
  words.style.cssText = `position:fixed;z-index:3;left:${place.left}px;top:${place.top}px;width:${place.width}px;height:${place.height}px;`
    + "margin:0;padding:0;border:0;outline:0;resize:none;background:transparent"
  words.style.font = getComputedStyle(going).font
  words.style.color = getComputedStyle(going).color
  let composing = false
  let sent = false
  words.addEventListener("compositionstart", () => { composing = true })
  words.addEventListener("compositionend", () => { composing = false })
  words.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return
    event.preventDefault()
    sent = true
  })
  const press = (tries) => {
    const button = document.querySelector(`${wanted} button`)
    if (button && !button.disabled) button.click()
    else if (tries) setTimeout(press, 20, tries - 1)
  }
  const began = performance.now()
  let asked = began
  const handOver = () => {
    const theirs = document.querySelector(`${wanted} textarea`)
    // A page that is being drawn anew just then may lose what it was asked.
    if (!theirs && performance.now() - asked > 5000) {
      asked = performance.now()
      askAgain()
    }
    const late = performance.now() - began > 20000
    if (!late && (composing || !theirs)) return requestAnimationFrame(handOver)
    if (theirs && words.value) {
      // Through the prototype's setter: the framework keeps an eye on the element's own.
      Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(theirs, words.value)
      theirs.dispatchEvent(new Event("input", { bubbles: true }))
    }
    theirs?.focus({ preventScroll: true })
    theirs?.setSelectionRange(words.selectionStart, words.selectionEnd)
    words.remove()
    if (sent && words.value.trim()) press(250)
  }
  document.body.append(words)
  words.focus({ preventScroll: true })
  requestAnimationFrame(handOver)
}

export default function ({ data, parentElement, setTriggerValue }) {
  const bar = parentElement.querySelector(".bar")
  if (!bar || !data) return
  const [modes, root] = [bar.querySelector(".modes"), bar.querySelector(".chips")]
  const change = (mode) => {
    if (mode === data.mode) return
    const ask = () => setTriggerValue("mode", mode)
    catchWords(mode ? ".st-key-find" : ".st-key-ask", ask)
    ask()
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
