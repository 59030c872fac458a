// Beside a form that has to bring a proof of work: finds the numbers the server asks for. Without this file, people wait a while and press
// the button then.

/** How many hashes are under way at once: enough to keep the machine busy, few enough to leave the page alive. */
const batch = 256

for (const box of document.querySelectorAll('[data-puzzle]')) prove(box)

/** Solves the puzzle of one form. Whoever presses the button too early sees how far it is, and is sent on as soon as it is done. */
function prove(box) {
  const { puzzle, pieces, bits, seconds, shown, working, waiting, ready } = box.dataset
  const { form } = box.parentElement.querySelector('[name=solution]')
  const [status, progress] = [box.querySelector('[role=status]'), box.querySelector('progress')]
  let [isReady, pressed] = [false, undefined]
  const canSolve = globalThis.crypto?.subtle !== undefined
  const show = () => {
    if (!box.hidden) return
    box.hidden = false
    status.textContent = canSolve ? working : waiting
  }
  const hold = (event) => {
    if (isReady) return
    event.preventDefault()
    event.stopImmediatePropagation()
    pressed = event.submitter
    show()
  }
  const finish = () => {
    isReady = true
    progress.value = progress.max
    status.textContent = ready
    if (pressed) form.requestSubmit(pressed)
  }
  // before those of app.js, which would take the form for being on its way
  form.addEventListener('submit', hold, { capture: true })
  if (shown !== undefined) show()
  const tell = (part) => {
    progress.value = part * progress.max
  }
  const proven = canSolve
    ? solve(puzzle, { pieces: Number(pieces), bits: Number(bits), tell })
    : seconds && wait(seconds, tell)
  proven?.then((solution) => {
    form.elements.namedItem('solution').value = solution
    finish()
  })
}

/** One number for each piece: the first whose SHA-256, with the id and the piece before it, begins with so many zero bits. */
async function solve(id, { pieces, bits, tell }) {
  const found = []
  while (found.length < pieces) {
    found.push(await search(`${id}.${found.length}.`, bits))
    tell(found.length / pieces)
  }
  return found.join('.')
}

async function search(head, bits) {
  const encoder = new TextEncoder()
  for (let from = 0; ; from += batch) {
    const texts = Array.from({ length: batch }, (_, index) => encoder.encode(`${head}${from + index}`))
    const hashes = await Promise.all(texts.map((text) => crypto.subtle.digest('SHA-256', text)))
    const at = hashes.findIndex((hash) => new DataView(hash).getUint16(0) >>> (16 - bits) === 0)
    if (at >= 0) return from + at
  }
}

/** Where the browser cannot calculate, because the page came without https, the ticket has to grow old. */
async function wait(seconds, tell) {
  const startedAt = performance.now()
  for (let passed = 0; passed < Number(seconds) + 1; passed = (performance.now() - startedAt) / 1000) {
    tell(passed / (Number(seconds) + 1))
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
  return ''
}
