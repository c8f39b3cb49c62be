// Gives a field the focus when it appears, unless something has it. Nothing is drawn.

const give = (on, tries) => {
  if (document.activeElement && document.activeElement !== document.body) return
  const field = document.querySelector(`.st-key-${on} :is(input, textarea)`)
  if (field) field.focus({ preventScroll: true })
  else if (tries) setTimeout(give, 50, on, tries - 1)
}

export default function ({ data, parentElement }) {
  const spot = parentElement.querySelector("div")
  if (!spot || !data || spot.dataset.given) return
  spot.dataset.given = "yes"
  give(data.on, 100)
}
