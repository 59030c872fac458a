/** Words of one weight; what a placeholder stood for is in them already. */
export interface Words {
  text: string
  isStrong: boolean
}

/** One piece of a letter, ready to be set as text or as HTML. */
export type Block =
  | { kind: 'paragraph'; lines: Words[][] }
  | { kind: 'button'; label: string; link: string }
  | { kind: 'facts'; facts: { name: string; value: string }[] }

/** A placeholder: a name in double braces. */
export const placeholder = /\{\{[ \t]*([A-Za-z][\w-]*)[ \t]*\}\}/g

const button = /^\[([^\]\n]+)\]\(\{\{\s*link\s*\}\}\)$/
const fact = /^- ([^:\n]+): (.+)$/

/** Reads the markup of a message: empty lines part its pieces, `[words]({{link}})` alone is the button, lines of the form `- name: value` are
 *  facts, `**words**` are strong. Placeholders are filled in last, so that no value can become markup. */
export function readMessage(message: string, value: (name: string) => string): Block[] {
  const fill = (text: string) => fillIn(text, value)
  const pieces = message.replaceAll('\r', '').split(/\n[ \t]*\n/)
  return pieces.map((piece) => piece.trim()).flatMap((piece) => (piece === '' ? [] : [readPiece(piece, fill)]))
}

/** Puts values in the place of their placeholders. */
export function fillIn(text: string, value: (name: string) => string): string {
  return text.replace(placeholder, (_all, name: string) => value(name))
}

function readPiece(piece: string, fill: (text: string) => string): Block {
  const label = button.exec(piece)?.[1]
  if (label !== undefined) return { kind: 'button', label: fill(label), link: fill('{{link}}') }
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
