// Brings the exchange, or what was found, that it stands in to the top of the window. Nothing is drawn.

export default function ({ parentElement }) {
  const host = parentElement.host ?? parentElement
  const exchange = host.closest('[class*="st-key-exchange-"], .st-key-found')
  exchange?.scrollIntoView({ block: "start", behavior: "instant" })
}
