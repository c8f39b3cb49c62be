// A box that takes words while the page's program loads; what stands in it moves to the page's own box when that comes,
// with the cursor, and is asked there if it was sent. Words that are being composed are waited for.
{
  const box = document.getElementById("early")
  const words = box.querySelector("textarea")
  const send = box.querySelector("button")
  const texts = JSON.parse(box.dataset.texts)
  const address = new URLSearchParams(location.search)
  const locale = navigator.language?.toLowerCase() ?? "zh"
  const language = texts[address.get("lang")] ? address.get("lang") : texts.set || (locale.startsWith("zh") ? "zh" : "en")
  let sent = false
  let composing = false

  const ask = () => {
    if (sent || !words.value.trim()) return
    sent = words.readOnly = send.disabled = true
    box.className = "sent"
  }

  const press = (button, tries) => {
    if (!button.disabled) button.click()
    else if (tries) setTimeout(press, 20, button, tries - 1)
  }

  const handOver = () => {
    const theirs = document.querySelector(".st-key-ask textarea")
    if (composing || !theirs) return
    watching.disconnect()
    if (words.value) {
      // Through the prototype's setter: the framework keeps an eye on the element's own.
      Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(theirs, words.value)
      theirs.dispatchEvent(new Event("input", { bubbles: true }))
    }
    if (document.activeElement === words) {
      theirs.focus({ preventScroll: true })
      theirs.setSelectionRange(words.selectionStart, words.selectionEnd)
    }
    box.remove()
    if (sent) press(document.querySelector(".st-key-ask button"), 250)
  }

  const watching = new MutationObserver(handOver)
  // Elsewhere than at a conversation the page has no such box, or has it in another place.
  if ([...address.keys()].every(name => ["lang", "collection", "conversation"].includes(name))) {
    words.placeholder = texts[language].ask
    words.setAttribute("aria-label", texts[language].ask)
    send.setAttribute("aria-label", texts[language].send)
    words.addEventListener("input", () => { send.disabled = !words.value.trim() })
    words.addEventListener("compositionstart", () => { composing = true })
    words.addEventListener("compositionend", () => { composing = false; setTimeout(handOver) })
    words.addEventListener("keydown", event => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return
      event.preventDefault()
      ask()
    })
    send.addEventListener("click", ask)
    box.hidden = false
    // Who comes to ask types at once. A conversation is for reading first, and a phone's keyboard would cover the page.
    if (!address.has("conversation") && matchMedia("(pointer: fine)").matches) words.focus({ preventScroll: true })
    watching.observe(document.getElementById("root"), { childList: true, subtree: true })
  } else box.remove()
}
