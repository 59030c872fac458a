const columns = 76
const wide = '\\u1100-\\u115f\\u3003-\\u30fe\\u3400-\\u9fff\\uac00-\\ud7a3\\uf900-\\ufaff\\uff01-\\uff60'
// Neither begins a line: closing marks, small kana and the long vowel; nor do opening marks end one. Source: JIS X 4051.
const closing = '、。，．：；？！）」』】〉》〕・ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ'
const opening = '（「『【〈《〔'
const unit = new RegExp(`[${opening}]*(?:[${wide}]|[^ \\t${wide}]+)[${closing}]*|[ \\t]+`, 'gu')
const twoColumns = new RegExp(`[\\u3000-\\u3002${wide}]`, 'gu')
const noColumn = /[\p{Mn}\p{Cf}]/gu

/** Plain text in lines of at most 76 columns, broken between words, in Chinese and Japanese also between characters; what follows
 *  keeps the indent of its line. An address is never broken. Source: RFC 5322 2.1.1. */
export function wrap(text: string): string {
  return text.split('\n').flatMap(wrapLine).join('\n')
}

function wrapLine(line: string): string[] {
  if (widthOf(line) <= columns) return [line]
  const indent = /^ */.exec(line)?.[0] ?? ''
  const lines: string[] = []
  let current = indent
  for (const piece of line.slice(indent.length).match(unit) ?? []) {
    const isFull = current.trim() !== '' && widthOf(current + piece.trimEnd()) > columns
    if (isFull) lines.push(current.trimEnd())
    current = isFull ? indent + piece.trimStart() : current + piece
  }
  return [...lines, current.trimEnd()]
}

function widthOf(text: string): number {
  return [...text].length + (text.match(twoColumns)?.length ?? 0) - (text.match(noColumn)?.length ?? 0)
}
