/** What fingers and alphabets give away: rows and columns of keyboards (QWERTY, QWERTZ, AZERTY, ЙЦУКЕН), letters and digits in order. */
const rows = [
  ...[
    'abcdefghijklmnopqrstuvwxyz',
    '01234567890',
    '!@#$%^&*()',
    '1qaz',
    '2wsx',
    '3edc',
    '4rfv',
    '5tgb',
    '6yhn',
    '7ujm',
  ],
  ...[
    '8ik',
    '9ol',
    'qwertyuiop',
    'asdfghjkl',
    'zxcvbnm',
    'qwertzuiop',
    'yxcvbnm',
    'azertyuiop',
    'qsdfghjklm',
    'wxcvbn',
  ],
  ...['йцукенгшщзхъ', 'фывапролджэ', 'ячсмитьбю', 'абвгдежзийклмноп'],
]
const walks = [...rows, ...rows.map((row) => [...row].reverse().join(''))]
const shortestWalk = 3

/** The piece a text repeats from beginning to end, twice or more, the last time perhaps cut short; undefined where there is none. */
export function repeatedPiece(text: string): string | undefined {
  for (let size = 1; size <= text.length / 2; size += 1) {
    if (text.startsWith(text.slice(size))) return text.slice(0, size)
  }
  return undefined
}

/** What is left of a folded text without its rows of keys and sequences, of three characters or more each. */
export function withoutSequences(text: string): string {
  let [rest, at] = ['', 0]
  while (at < text.length) {
    const end = endOfWalk(text, at)
    if (end - at < shortestWalk) {
      rest += text[at]
      at += 1
    } else at = end
  }
  return rest
}

/** What is left of a folded text without up to eight digits and marks at its end, where most people put what a rule once demanded. */
export function withoutEnding(text: string): string {
  return text.replace(/[\p{N}\p{P}\p{S}]{1,8}$/u, '')
}

/** As `withoutEnding`, and the same at its beginning. */
export function withoutEnds(text: string): string {
  return withoutEnding(text).replace(/^[\p{N}\p{P}\p{S}]{1,8}/u, '')
}

function endOfWalk(text: string, start: number): number {
  let end = start + 1
  while (end < text.length && walks.some((walk) => walk.includes(text.slice(start, end + 1)))) end += 1
  return end
}
