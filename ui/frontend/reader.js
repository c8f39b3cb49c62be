// A whole document, scrolled to the cited words; at a wish its source beside it, or its page as it is printed.
// Everything is set by textContent; the picture of a page is one of ours.

const make = (tag, className, text) => {
  const node = document.createElement(tag)
  if (className) node.className = className
  if (text !== undefined) node.textContent = text
  return node
}

const TAGS = { headline: "h2", heading: "h3" }
// Justified lines stand well in Chinese, but a long run of Latin letters would tear them apart.
const LONG_LATIN = /[!-~]{12}/

const SIGNS = { joined: "⏎", closed: "␣", moved: "⋯" }

const sourcePiece = ({ text, marked, change, hint }) => {
  const sign = SIGNS[change]
  const node = make(marked ? "mark" : "span", change, sign ? sign.repeat(change === "closed" ? text.length : 1) : text)
  if (hint) node.title = hint
  if (change === "dropped") node.setAttribute("role", "deletion")
  return node
}

const row = (data) => {
  const node = make("div", `row ${data.kind === "left_out" ? "left-out" : ""}`)
  const [clean, source] = [make("div", "clean"), make("div", "source")]
  if (data.pieces.length) clean.append(paragraph(data))
  if (data.note) clean.append(make("div", "note", data.note))
  source.append(...data.source.map(sourcePiece))
  node.append(clean, source)
  return node
}

const paragraph = ({ kind, pieces }) => {
  const node = make(TAGS[kind] ?? "p", kind)
  for (const [text, marked] of pieces) node.append(make(marked ? "mark" : "span", "", text))
  if (kind === "body" && !LONG_LATIN.test(node.textContent)) node.classList.add("even")
  return node
}

// ---------------------------------------------------------------- searching the text that is drawn

// What is found is marked by the browser, over the text: nothing is drawn anew, and a word may reach over marks.
const NAMES = ["wenju-found", "wenju-found-here"]

const folded = (text, folds) =>
  Array.from({ length: text.length }, (_, at) => {
    const char = text[at]
    const plain = folds[char] ?? char.normalize("NFKC").toLowerCase()
    return plain.length === 1 ? plain : char
  }).join("")

// As in finding over all documents, blanks between Han characters count for nothing: 投 资 is 投资.
const HAN = /\p{Script=Han}/u

const closed = (text) => {
  const places = []
  for (let at = 0; at < text.length; at++) {
    if (/\s/.test(text[at])) {
      let next = at
      while (next < text.length && /\s/.test(text[next])) next++
      if (at && HAN.test(text[at - 1]) && next < text.length && HAN.test(text[next])) {
        at = next - 1
        continue
      }
    }
    places.push(at)
  }
  return [places.map((at) => text[at]).join(""), places]
}

const found = (text, words, folds) => {
  const [wanted] = closed(folded(words, folds).trim())
  const ranges = []
  if (!wanted) return ranges
  for (const block of text.querySelectorAll(".row .clean > *, .text > p, .text > h2, .text > h3")) {
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT)
    const nodes = []
    let all = ""
    while (walker.nextNode()) {
      nodes.push([all.length, walker.currentNode])
      all += walker.currentNode.data
    }
    const [key, places] = closed(folded(all, folds))
    const at = (place) => nodes.findLast(([start]) => start <= place)
    for (let place = key.indexOf(wanted); place >= 0; place = key.indexOf(wanted, place + wanted.length)) {
      const range = document.createRange()
      const [begins, ends] = [places[place], places[place + wanted.length - 1]]
      const [first, last] = [at(begins), at(ends)]
      range.setStart(first[1], begins - first[0])
      range.setEnd(last[1], ends + 1 - last[0])
      ranges.push(range)
    }
  }
  return ranges
}

const marked = (ranges, here) => {
  if (!globalThis.CSS?.highlights) return
  NAMES.forEach((name) => CSS.highlights.delete(name))
  if (!ranges.length) return
  // The cited words have a mark of their own; two colours over each other would be a third.
  const others = ranges.filter((range) => here >= 0 || !range.startContainer.parentElement.closest("mark"))
  CSS.highlights.set(NAMES[0], new Highlight(...others))
  if (here >= 0) CSS.highlights.set(NAMES[1], new Highlight(ranges[here]))
}

const searching = (root, text, data) => {
  const box = root.querySelector(".seek")
  const [input, count, up, down] = ["input", ".count", ".up", ".down"].map((name) => box.querySelector(name))
  let [ranges, here] = [[], 0]
  const show = (scroll) => {
    // Where all documents are searched, steps lead from place to place.
    const elsewhere = Boolean(data.seek) && input.value === data.seek
    count.textContent = elsewhere || !input.value.trim()
      ? ""
      : ranges.length
        ? data.labels.seek_count.replace("{at}", here + 1).replace("{total}", ranges.length)
        : data.labels.seek_none
    up.hidden = down.hidden = elsewhere || ranges.length < 2
    marked(ranges, elsewhere ? -1 : here)
    if (!scroll || !ranges.length) return
    const [at, frame] = [ranges[here].getBoundingClientRect(), text.getBoundingClientRect()]
    text.scrollTop += at.top - frame.top - text.clientHeight / 3
  }
  const seek = (scroll) => {
    ranges = found(text, input.value, data.folds)
    here = 0
    show(scroll)
  }
  const go = (by) => {
    if (!ranges.length) return
    here = (here + by + ranges.length) % ranges.length
    show(true)
  }
  input.placeholder = data.labels.seek
  input.setAttribute("aria-label", data.labels.seek)
  up.setAttribute("aria-label", data.labels.seek_up)
  down.setAttribute("aria-label", data.labels.seek_down)
  input.oninput = () => seek(true)
  input.onkeydown = (event) => {
    if (event.key === "Enter") go(event.shiftKey ? -1 : 1)
    if (event.key !== "Escape" || !input.value) return
    event.stopPropagation()
    input.value = ""
    seek(false)
  }
  up.onclick = () => go(-1)
  down.onclick = () => go(1)
  // What is looked for in all documents is marked in this one, too; what was typed here stays as long as it is open.
  if (root.dataset.sought !== data.seek) {
    root.dataset.sought = data.seek
    input.value = data.seek
  }
  seek(false)
}

// ---------------------------------------------------------------- the page as it is printed

const sheet = ({ image, width, height, boxes, at }) => {
  const node = make("div", "sheet")
  node.style.aspectRatio = `${width} / ${height}`
  const picture = document.createElement("img")
  picture.src = `data:image/webp;base64,${image}`
  picture.alt = at
  node.append(picture)
  for (const [left, top, right, bottom] of boxes) {
    const box = make("div", "box")
    box.style.left = `${left * 100}%`
    box.style.top = `${top * 100}%`
    box.style.width = `${(right - left) * 100}%`
    box.style.height = `${(bottom - top) * 100}%`
    node.append(box)
  }
  return node
}

// A page that is too small to be read is drawn at twice the width of its column; what was in the middle stays there.
const zooming = (text, button, labels) => {
  const page = text.querySelector(".sheet")
  const show = () => {
    const large = page.classList.contains("large")
    button.textContent = large ? "−" : "+"
    button.setAttribute("aria-label", large ? labels.smaller : labels.larger)
    button.title = button.getAttribute("aria-label")
  }
  const zoom = (x, y) => {
    const large = page.classList.toggle("large")
    text.scrollLeft = page.clientWidth * x - text.clientWidth / 2
    text.scrollTop = page.clientHeight * y - text.clientHeight / (large ? 2 : 3)
    show()
  }
  const middle = () => {
    const box = page.querySelector(".box")
    if (!box) return [0.5, (text.scrollTop + text.clientHeight / 2) / page.clientHeight]
    return [(box.offsetLeft + box.clientWidth / 2) / page.clientWidth, box.offsetTop / page.clientHeight]
  }
  button.onclick = () => zoom(...middle())
  page.onclick = (event) => {
    const at = page.getBoundingClientRect()
    zoom((event.clientX - at.left) / at.width, (event.clientY - at.top) / at.height)
  }
  show()
}

// Where the text gets wider or narrower, as when the side bar folds, what is read stays where it was.
const held = new WeakSet()
const holdPlace = (text) => {
  if (held.has(text)) return
  held.add(text)
  let width = text.clientWidth
  let place = null
  const within = (node) => node.offsetTop + node.offsetHeight > text.scrollTop
  const seen = (mark) => within(mark) && mark.offsetTop < text.scrollTop + text.clientHeight
  const hold = () => {
    const mark = [...text.querySelectorAll("mark")].find(seen)
    const node = mark ?? [...text.children].find(within)
    place = node && [node, text.scrollTop - node.offsetTop, mark ? 0 : node.offsetHeight]
  }
  text.addEventListener("scroll", hold, { passive: true })
  new ResizeObserver(() => {
    if (!text.clientWidth || text.clientWidth === width) return
    width = text.clientWidth
    if (!place?.[0].isConnected) return
    const [node, below, height] = place
    text.scrollTop = node.offsetTop + (height ? (below * node.offsetHeight) / height : below)
  }).observe(text)
}

const stepping = (box, words, before, behind, labels, name, go) => {
  const [up, said, down] = box.children
  said.textContent = words
  up.disabled = !before
  down.disabled = !behind
  up.setAttribute("aria-label", labels[`${name}_up`])
  down.setAttribute("aria-label", labels[`${name}_down`])
  up.onclick = () => go(-1)
  down.onclick = () => go(1)
}

// ---------------------------------------------------------------- words that are picked

const ENDS = /[。！？；!?;]/

// The selected words, or the sentence in which the cursor was set.
const picked = (root) => {
  const selection = root.getRootNode().getSelection?.() ?? document.getSelection()
  const words = selection?.toString().trim()
  if (words) return words
  const node = selection?.anchorNode
  const block = (node?.nodeType === Node.TEXT_NODE ? node.parentElement : node)?.closest?.("p, h2, h3")
  if (!block || !root.contains(block)) return ""
  const range = document.createRange()
  range.setStart(block, 0)
  range.setEnd(node, selection.anchorOffset)
  const [all, at] = [block.textContent, range.toString().length]
  let [from, to] = [at, at]
  while (from > 0 && !ENDS.test(all[from - 1])) from--
  while (to < all.length && !ENDS.test(all[to])) to++
  return all.slice(from, to + 1).trim()
}

// ---------------------------------------------------------------- the way back of the focus

const focused = (within = document) => {
  const active = within.activeElement
  return active?.shadowRoot?.activeElement ? focused(active.shadowRoot) : active
}
let opener = null

// Once the reader is gone the focus is nowhere: it goes back to what opened it, drawn anew meanwhile or not.
const giveBack = (tries = 40) => {
  if (!opener || (focused() && focused() !== document.body)) return
  const host = opener.key && document.querySelector(`.${opener.key}`)
  const roots = [host, ...(host?.querySelectorAll("*") ?? [])].map((node) => node?.shadowRoot).filter(Boolean)
  const again = roots.flatMap((root) => [...root.querySelectorAll("button")]).find((one) => one.textContent === opener.text)
  const to = opener.node.isConnected ? opener.node : again
  if (to) to.focus({ preventScroll: true })
  else if (tries) setTimeout(giveBack, 50, tries - 1)
}

const remember = (root) => {
  const node = focused()
  if (!node || node === document.body || root.contains(node)) return
  const host = node.getRootNode().host ?? node
  const named = host.closest('[class*="st-key-"]')?.className.match(/st-key-[\w-]+/)
  opener = { node, key: named?.[0], text: node.textContent }
}

const OVER = '[role="dialog"], [role="listbox"], [data-testid="stPopoverBody"]'
let leaving = null // what listens for Escape: of the document that is drawn, and of no other

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".reader")
  if (!root || !data) return
  const [title, where, notice, changes, text, only, paged, beside, close, tools] = [
    "title", "where", "notice", "changes", "text", "only", "paged", "beside", "close", "tools",
  ].map((name) => root.querySelector(`.${name}`))
  beside.onclick = () => setTriggerValue("beside", true)
  beside.textContent = data.beside ? data.labels.alone : data.labels.beside
  beside.setAttribute("aria-pressed", String(data.beside))
  beside.hidden = !data.paragraphs.length || !data.labels.beside || Boolean(data.sheet)
  paged.onclick = () => setTriggerValue("paged", true)
  paged.textContent = data.sheet ? data.labels.text : data.labels.paged
  paged.setAttribute("aria-pressed", String(Boolean(data.sheet)))
  paged.hidden = !data.labels.paged
  only.onclick = () => setTriggerValue("only", true)
  only.textContent = data.only ? data.labels.others : data.labels.only
  only.setAttribute("aria-pressed", String(data.only))
  only.hidden = !data.labels.only
  const shut = () => {
    root.dataset.shut = "yes"
    setTriggerValue("close", true)
  }
  close.onclick = shut
  text.onmouseup = !data.pick ? null : () => {
    const words = picked(root)
    if (words) setTriggerValue("pick", words)
  }
  // Wherever the focus is, unless the key is another's: of a field that is typed in, or of something over the page.
  const leave = (event) => {
    const on = event.composedPath()[0]
    const busy = event.defaultPrevented || event.isComposing || document.querySelector(OVER)
    const typing = on.matches?.("input, textarea, select") && !root.contains(on)
    if (event.key === "Escape" && root.isConnected && !busy && !typing) shut()
  }
  if (leaving) document.removeEventListener("keydown", leaving)
  document.addEventListener("keydown", (leaving = leave))
  root.setAttribute("aria-label", data.labels.reader)
  close.setAttribute("aria-label", data.labels.close)
  close.title = data.labels.close
  title.textContent = data.title
  where.textContent = data.where
  where.hidden = !data.where
  notice.textContent = data.notice
  notice.hidden = !data.notice
  changes.textContent = data.changes
  changes.hidden = !data.changes
  text.classList.toggle("both", data.beside && !data.sheet)
  text.classList.toggle("printed", Boolean(data.sheet))

  holdPlace(text)
  const drawn = data.sheet ? `${data.text_id} ${data.sheet.at}` : data.text_id
  if (root.dataset.text !== drawn) {
    root.dataset.text = drawn
    const nodes = data.sheet ? [sheet(data.sheet)] : data.paragraphs.map(data.beside ? row : paragraph)
    text.replaceChildren(...nodes)
  }
  const [seek, turn, steps] = tools.children
  seek.hidden = Boolean(data.sheet) || !data.paragraphs.length
  turn.hidden = !data.sheet
  steps.hidden = !data.steps
  tools.hidden = seek.hidden && turn.hidden && steps.hidden
  if (data.sheet) {
    const { at, first, last } = data.sheet
    stepping(turn, at, !first, !last, data.labels, "turn", (by) => setTriggerValue("turn", by))
    zooming(text, turn.querySelector(".zoom"), data.labels)
    marked([])
  } else searching(root, text, data)
  if (data.steps) stepping(steps, ...data.steps, data.labels, "steps", (by) => setTriggerValue("step", by))
  // The same place is drawn again at every rerun; only a new one, or a new click, may move the text under the reader.
  if (root.dataset.visit !== data.visit) {
    root.dataset.visit = data.visit
    remember(root)
    requestAnimationFrame(() => {
      root.scrollIntoView({ block: "nearest" })
      const mark = text.querySelector("mark, .box")
      text.scrollTop = mark ? mark.offsetTop - text.clientHeight / 3 : 0
      text.focus({ preventScroll: true })
    })
  }
  return () => {
    marked([])
    if (root.dataset.shut) setTimeout(giveBack)
  }
}
