// Beside a field for a new password: which rules it meets already, and how strong it is. The page is whole without this file, and
// the server judges alone.

/** In milliseconds: estimating takes a while on a small phone, and hearing about every key is no help. */
const pauses = { estimate: 200, say: 1000 }

for (const list of globalThis.document?.querySelectorAll('[data-rules-for]') ?? []) watch(list)

/** Which rules a password meets, as far as a browser can tell: the same reckoning as the server's, without its lists. */
export function judge(password, { minimum, words }) {
  const text = fold(password)
  const plain = text.replace(/[\p{N}\p{P}\p{S}]{1,8}$/u, '')
  const repeats = [text, plain].map(repeatedPiece).some((piece) => piece && [...piece].length < minimum)
  return {
    length: [...password.normalize('NFKC')].length >= minimum,
    variety: new Set(text).size >= 4 && !repeats,
    context: text !== '' && !isContext(text, words),
  }
}

function isContext(text, words) {
  const pieces = words.flatMap((word) => [word, ...word.split(/[^\p{L}\p{N}\p{M}]+/u)]).map(fold)
  const telling = pieces.filter((piece) => [...piece].length >= 3).sort((one, other) => other.length - one.length)
  const rest = telling.reduce((left, piece) => left.replaceAll(piece, ''), text)
  const own = rest.replace(/[\p{N}\p{P}\p{S}]{1,8}$/u, '').replace(/^[\p{N}\p{P}\p{S}]{1,8}/u, '')
  return rest !== text && [...own].length < 4
}

function repeatedPiece(text) {
  for (let size = 1; size <= text.length / 2; size += 1) {
    if (text.startsWith(text.slice(size))) return text.slice(0, size)
  }
}

function fold(text) {
  return text.normalize('NFKC').toLowerCase().replaceAll(/\s+/gu, '')
}

function watch(list) {
  const name = list.dataset.rulesFor
  const input = document.getElementById(name)
  const strength = strengthOf(document.getElementById(`${name}-strength`))
  const say = sayer(name)
  let waiting
  const update = () => {
    clearTimeout(waiting)
    const words = knownWords(list)
    const met = judge(input.value, { minimum: Number(list.dataset.minimum), words })
    const typed = input.value !== ''
    for (const line of list.querySelectorAll('[data-rule]')) tick(line, typed ? met[line.dataset.rule] : undefined)
    const count = Object.values(met).filter(Boolean).length
    const weigh = () => {
      const word = strength.show(input.value, { words, mayBeStrong: count === 3 })
      if (typed) say(count, word)
    }
    waiting = setTimeout(weigh, typed ? pauses.estimate : 0)
  }
  input.addEventListener('focus', () => strength.load(update), { once: true })
  input.addEventListener('input', update)
  window.addEventListener('pageshow', update)
  if (document.activeElement === input) strength.load(update)
  update()
}

/** The organisation and what else this page shows of a person, also in fields that are being filled in. */
function knownWords(list) {
  const names = ['username', 'email', 'given-name', 'family-name']
  const fields = [...document.querySelectorAll('input[autocomplete]')].filter((one) => names.includes(one.autocomplete))
  return [list.dataset.organization, 'Latchkey', ...fields.map((field) => field.value)]
}

function tick(line, met) {
  line.classList.toggle('rule-met', met === true)
  const { met: yes, unmet: no } = line.parentElement.dataset
  line.firstElementChild.textContent = met === undefined ? '' : met ? yes : no
}

/** Tells screen readers what changed, once the typing pauses. */
function sayer(name) {
  const region = document.getElementById(`${name}-said`)
  let waiting
  return (count, word) => {
    clearTimeout(waiting)
    waiting = setTimeout(() => {
      const parts = [region.dataset[`met${count}`], word].filter(Boolean)
      if (region.dataset.last === parts.join()) return
      region.dataset.last = parts.join()
      region.replaceChildren(...parts.map((part) => Object.assign(document.createElement('p'), { textContent: part })))
    }, pauses.say)
  }
}

/** The meter. It stays away until the estimator has come, and for good where it does not or where somebody saves data. */
function strengthOf(box) {
  const { weak, fair, good, strong } = box.dataset
  let estimator
  const load = async (then) => {
    if (estimator || navigator.connection?.saveData) return
    try {
      await Promise.all([addScript(box.dataset.estimator), addScript(box.dataset.words)])
    } catch {
      return
    }
    const { core, 'language-common': common } = globalThis.zxcvbnts
    // The estimator takes longer with every character, and sixty-four are plenty.
    estimator = new core.ZxcvbnFactory({ dictionary: common.dictionary, graphs: common.adjacencyGraphs, maxLength: 64 })
    then()
  }
  const show = (password, { words: known, mayBeStrong }) => {
    box.hidden = !estimator || password === ''
    if (box.hidden) return undefined
    const estimated = Math.max(1, estimator.check(password.normalize('NFKC'), known).score)
    const score = mayBeStrong ? estimated : 1
    const word = [weak, fair, good, strong][score - 1]
    box.querySelector('meter').value = score
    box.querySelector('label').textContent = word
    return word
  }
  return { load, show }
}

function addScript(address) {
  return new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement('script'), { src: address, onload: resolve, onerror: reject })
    document.head.append(script)
  })
}
