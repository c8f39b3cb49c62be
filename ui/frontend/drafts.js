// Keeps what is half typed in a box while that is not drawn, and puts a question there that is to be edited.
// What was sent is no draft. Nothing is drawn, and nothing outlives the page: another reader may log in here.

const BOXES = ["ask", "find"]
const drafts = new Map()
const known = new WeakSet()
let last = ""

const boxOf = (name) => document.querySelector(`.st-key-${name} textarea`)
const nameOf = (element) => BOXES.find((name) => element.closest?.(`.st-key-${name}`))

const write = (box, text) => {
  // Through the prototype's setter: the framework keeps an eye on the element's own.
  Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(box, text)
  box.dispatchEvent(new Event("input", { bubbles: true }))
}

const look = () => {
  for (const name of BOXES) {
    const box = boxOf(name)
    if (!box || known.has(box)) continue
    known.add(box)
    if (box.value) drafts.set(name, box.value)
    else if (drafts.get(name)) write(box, drafts.get(name))
  }
}

const begin = () => {
  const typed = ({ target }) => {
    if (target instanceof HTMLTextAreaElement && nameOf(target)) drafts.set(nameOf(target), target.value)
  }
  const sent = (event) => {
    const pressed = event.type === "click" ? event.target.closest?.("button") : event.key === "Enter"
    if (!pressed || event.shiftKey || event.isComposing || event.keyCode === 229) return
    const name = nameOf(event.target)
    if (name) drafts.delete(name)
  }
  document.addEventListener("input", typed, true)
  document.addEventListener("keydown", sent, true)
  document.addEventListener("click", sent, true)
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true })
}

let began = false

export default function ({ data }) {
  if (!began) begin()
  began = true
  look()
  if (!data?.id || data.id === last) return
  last = data.id
  const box = boxOf("ask")
  if (!box) return
  write(box, data.text)
  box.focus()
  box.setSelectionRange(data.text.length, data.text.length)
}
