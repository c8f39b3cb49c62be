// A table; cells are set by textContent. Where it is wider than its box, its edge says so.

const make = (tag, text) => {
  const node = document.createElement(tag)
  if (text !== undefined) node.textContent = text
  return node
}

const edge = (box) => box.classList.toggle("more", box.scrollLeft + box.clientWidth < box.scrollWidth - 1)
const sizes = new ResizeObserver((changes) => changes.forEach(({ target }) => edge(target)))

export default function ({ data, parentElement }) {
  const table = parentElement.querySelector("table")
  if (!table || !data) return
  table.setAttribute("aria-label", data.label)
  const head = make("tr")
  for (const column of data.columns) {
    const cell = make("th", column)
    cell.scope = "col"
    head.append(cell)
  }
  const rows = data.rows.map(({ look, cells }) => {
    const row = make("tr")
    row.className = look
    row.append(...cells.map((text) => make("td", text)))
    return row
  })
  // A column of numbers stands to the right, its head with it.
  const isNumber = (text) => /^[\d.,\s–-]*$/.test(text)
  data.columns.forEach((_, at) => {
    const texts = data.rows.map(({ cells }) => cells[at] ?? "")
    if (!texts.some((text) => /\d/.test(text)) || !texts.every(isNumber)) return
    for (const row of [head, ...rows]) row.children[at]?.classList.add("number")
  })
  table.tHead.replaceChildren(head)
  table.tBodies[0].replaceChildren(...rows)
  const box = table.parentElement
  box.onscroll = () => edge(box)
  sizes.observe(box)
  edge(box)
}
