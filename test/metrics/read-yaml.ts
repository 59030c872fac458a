/** Reads as much of YAML as our own files use: maps, lists of maps, plain and quoted words, and texts behind a bar. Throws on a line it
 *  does not understand, so that nothing is passed over. */
export function readYaml(text: string): unknown {
  const lines = text.split('\n').filter((line) => !/^\s*(#.*)?$/.test(line))
  const value = readBlock(lines, indentOf(lines[0] ?? ''))
  if (lines.length > 0) throw new Error(`Not understood: ${lines[0]}`)
  return value
}

function readBlock(lines: string[], indent: number): unknown {
  if (lines[0]?.trimStart().startsWith('- ')) {
    const items: unknown[] = []
    while (lines[0] !== undefined && indentOf(lines[0]) === indent && lines[0].trimStart().startsWith('- ')) {
      lines[0] = lines[0].replace('- ', '  ')
      items.push(readBlock(lines, indent + 2))
    }
    return items
  }
  const map: Record<string, unknown> = {}
  while (lines[0] !== undefined && indentOf(lines[0]) === indent) {
    const line = lines.shift() ?? ''
    const [, name = '', word = ''] = /^\s*(\w+):(?: (.+))?$/.exec(line) ?? []
    if (name === '' || name in map) throw new Error(`Not understood: ${line}`)
    if (word === '|') map[name] = readText(lines, indent)
    else map[name] = word === '' ? readBlock(lines, indentOf(lines[0] ?? '')) : readWord(word)
  }
  return map
}

function readText(lines: string[], indent: number): string {
  const text: string[] = []
  while (lines[0] !== undefined && indentOf(lines[0]) > indent) text.push((lines.shift() ?? '').trim())
  return text.join('\n')
}

/** A plain word must not hold what has a meaning of its own. Source: YAML 1.2.2, section 7.3.3. */
function readWord(word: string): string {
  const quoted = /^'((?:[^']|'')*)'$/.exec(word)?.[1]
  if (quoted !== undefined) return quoted.replaceAll("''", "'")
  if (/^[-?:,[\]{}#&*!|>'"%@`]/.test(word) || /: | #|:$/.test(word)) throw new Error(`Not a plain word: ${word}`)
  return word
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length
}
