// Brings the exchange, what was found or the room that it stands in to the top of the window, once. Nothing is drawn.

// What stood above may be taken away a moment later, at the end of a run: until then it is held there, unless its
// reader has begun to move.
const HELD_MS = 8000
const MOVES = ["wheel", "touchstart", "pointerdown", "keydown"]

const hold = (arrived) => {
  const within = arrived.closest(".st-key-talk")
  if (!within) return
  const watch = new ResizeObserver(() => arrived.scrollIntoView({ block: "start", behavior: "instant" }))
  const end = () => {
    watch.disconnect()
    for (const move of MOVES) window.removeEventListener(move, end, true)
  }
  for (const move of MOVES) window.addEventListener(move, end, { capture: true, passive: true })
  setTimeout(end, HELD_MS)
  watch.observe(within)
}

export default function ({ parentElement }) {
  const spot = parentElement.querySelector("div")
  if (!spot || spot.dataset.arrived) return
  spot.dataset.arrived = "yes"
  const host = parentElement.host ?? parentElement
  const arrived = host.closest('[class*="st-key-exchange-"], .st-key-found, .st-key-room')
  arrived?.scrollIntoView({ block: "start", behavior: "instant" })
  if (arrived) hold(arrived)
}
