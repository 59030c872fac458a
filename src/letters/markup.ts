/** Words of one weight; what a placeholder stood for is in them already. */
export interface Words {
  text: string
  isStrong: boolean
}

/** One piece of a letter, ready to be set as text or as HTML. */
export type Block =
  | { kind: 'paragraph'; lines: Words[][] }
  | { kind: 'button' | 'link'; label: string; link: string }
  | { kind: 'code'; code: string }
  | { kind: 'facts'; facts: { name: string; value: string }[] }

/** A placeholder: a name in double braces. */
export const placeholder = /\{\{[ \t]*([A-Za-z][\w-]*)[ \t]*\}\}/g

const labelled = /^\[([^\]\n]+)\]\(\{\{[ \t]*([A-Za-z][\w-]*)[ \t]*\}\}\)$/
const code = /^\{\{[ \t]*code[ \t]*\}\}$/
const fact = /^- ([^:：\n]+?)(?:[ \u00a0\u202f]*: |：[ \t]*)(.+)$/

/** Whether a placeholder stands for an address to open: `link`, or a name such as `notMeLink`. */
export function isLink(name: string): boolean {
  return name === 'link' || name.endsWith('Link')
}

/** Reads the markup of a message: empty lines part its pieces, `[words]({{link}})` alone is the button and another link alone a quiet
 *  one, `{{code}}` alone is set large, lines of the form `- name: value` are facts, `**words**` are strong. Placeholders are filled in
 *  last, so that no value can become markup. */
export function readMessage(message: string, value: (name: string) => string): Block[] {
  const fill = (text: string) => fillIn(text, value)
  return piecesOf(message).map((piece) => readPiece(piece, fill))
}

/** Whether a piece is a link with words of its own. */
export function isButton(piece: string): boolean {
  return isLink(labelled.exec(piece)?.[2] ?? '')
}

/** The pieces of a message, parted by empty lines. */
export function piecesOf(message: string): string[] {
  const pieces = message.replaceAll('\r', '').split(/\n[ \t]*\n/)
  return pieces.map((piece) => piece.trim()).filter((piece) => piece !== '')
}

/** The names of the placeholders in a text, each as often as it stands there. */
export function namesIn(text: string): string[] {
  return [...text.matchAll(placeholder)].map(([, name = '']) => name)
}

/** Puts values in the place of their placeholders. */
export function fillIn(text: string, value: (name: string) => string): string {
  return text.replace(placeholder, (_all, name: string) => value(name))
}

function readPiece(piece: string, fill: (text: string) => string): Block {
  const [, label = '', name = ''] = labelled.exec(piece) ?? []
  if (isLink(name)) return { kind: name === 'link' ? 'button' : 'link', label: fill(label), link: fill(`{{${name}}}`) }
  if (code.test(piece)) return { kind: 'code', code: fill(piece) }
  const lines = piece.split('\n')
  const facts = lines.flatMap((line) => {
    const [, name, value] = fact.exec(line) ?? []
    return name !== undefined && value !== undefined ? [{ name: fill(name), value: fill(value) }] : []
  })
  if (facts.length === lines.length) return { kind: 'facts', facts }
  return { kind: 'paragraph', lines: lines.map((line) => readWords(line, fill)) }
}

function readWords(line: string, fill: (text: string) => string): Words[] {
  const parts = line.split(/\*\*(.+?)\*\*/)
  return parts.flatMap((text, index) => (text === '' ? [] : [{ text: fill(text), isStrong: index % 2 === 1 }]))
}
