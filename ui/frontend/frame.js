// Says the words of Streamlit's own parts, names of buttons too, in the language of the page, and folds the side bar
// where it has led somewhere on a phone; a folded one is out of everybody's way. Boxes that search do so as one types.
// Nothing is drawn.
// Only whole phrases that Streamlit is known to say are touched, and never what people or documents say.

const NAMED = ["aria-label", "title"]
const THEIRS = '[data-testid="stText"], [data-testid="stChatMessage"] [data-testid="stMarkdown"], textarea, input'
let whole = new Map()
let filled = []

const escaped = (text) => text.replace(/[.*+?^$()|[\]\\]/g, "\\$&")

const learn = (words) => {
  whole = new Map()
  filled = []
  for (const [from, to] of Object.entries(words)) {
    if (from === to) continue
    if (from.includes("{}")) filled.push([new RegExp(`^${escaped(from).replace("{}", "(.+)")}$`, "s"), to])
    else whole.set(from, to)
  }
}

const better = (text) => {
  if (whole.has(text)) return whole.get(text)
  if (text.length > 300) return null
  for (const [pattern, to] of filled) {
    const found = pattern.exec(text)
    if (found) return to.replace("{}", () => found[1])
  }
  return null
}

const name = (element) => {
  for (const attribute of NAMED) {
    const said = element.getAttribute(attribute)
    const words = said && better(said)
    if (words) element.setAttribute(attribute, words)
  }
}

const say = (node) => {
  const words = better(node.data.trim())
  if (words && !node.parentElement?.closest(THEIRS)) node.data = words
}

// What Streamlit says for a moment is a dialog without a name: its words are its name.
const nameToast = (node) => {
  const toast = node.closest('[data-testid="stToast"]') ?? node.querySelector('[data-testid="stToast"]')
  if (toast?.textContent && !toast.ariaLabel) toast.ariaLabel = toast.textContent.trim()
}

const visit = (node) => {
  if (node.nodeType === Node.TEXT_NODE) return say(node)
  if (node.nodeType !== Node.ELEMENT_NODE) return
  name(node)
  nameToast(node)
  const walk = document.createTreeWalker(node, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT)
  while (walk.nextNode()) walk.currentNode.nodeType === Node.TEXT_NODE ? say(walk.currentNode) : name(walk.currentNode)
}

// A side bar that is folded lies beside the page, with all that is in it: no Tab and no screen reader goes there.
const hide = () => {
  const bar = document.querySelector('[data-testid="stSidebar"]')
  const folded = document.querySelector('[data-testid="stExpandSidebarButton"]') !== null
  if (bar && bar.inert !== folded) bar.inert = folded
}

const watch = new MutationObserver((changes) => {
  hide()
  for (const change of changes) {
    if (change.type === "childList") change.addedNodes.forEach(visit)
    else if (change.type === "attributes") name(change.target)
    else say(change.target)
  }
})
let language = ""

// On a phone the side bar lies over the page: where a click in it has led somewhere it folds, so that that is seen.
const LEADING = ["rooms", "new-talk", "talk-list", "talk-list-earlier", "undo-delete", "elsewhere"]
const LEAD = LEADING.map((key) => `.st-key-${key}`).join(", ")
const OVER = matchMedia("(max-width: 768px)")

const fold = (event) => {
  const path = event.composedPath()
  if (!OVER.matches || !path.some((node) => node.tagName === "BUTTON") || !event.target.closest?.(LEAD)) return
  const button = document.querySelector('[data-testid="stSidebarCollapseButton"] button')
  if (button) setTimeout(() => button.click())
}

// What is typed into a box that searches counts after a pause: nobody has to know that Enter is wanted. Words that an
// input method is still composing are no words yet.
const SEARCHES = '[data-testid="stTextInput"] input[type="search"]'
const PAUSE_MS = 350
let typed

const search = ({ target, isComposing }) => {
  if (isComposing || !target.matches?.(SEARCHES)) return
  clearTimeout(typed)
  typed = setTimeout(() => {
    const enter = new KeyboardEvent("keydown", { key: "Enter", code: "Enter", keyCode: 13, bubbles: true })
    if (target.isConnected) target.dispatchEvent(enter)
  }, PAUSE_MS)
}

export default function ({ data }) {
  if (!data) return
  // One listener, however often this is drawn: the same function is taken once.
  document.addEventListener("click", fold)
  document.addEventListener("input", search)
  document.addEventListener("compositionend", search)
  if (data.language === language) return
  language = data.language
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en"
  learn(data.words)
  hide()
  visit(document.body)
  watch.observe(document.body, { subtree: true, childList: true, characterData: true, attributeFilter: NAMED })
}
