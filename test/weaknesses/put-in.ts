import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Edit } from './weakness.ts'

/** Makes these edits to the files of a tree, and gives back what puts them right again. Throws, and changes nothing, where a text is not
 *  there exactly once. */
export function putIn(root: string, edits: Edit[]): () => void {
  const files = [...new Set(edits.map(({ file }) => file))]
  const texts = files.map((file) => {
    const path = join(root, file)
    const was = readFileSync(path, 'utf8')
    return {
      path,
      was,
      is: edited(
        was,
        edits.filter((edit) => edit.file === file),
      ),
    }
  })
  for (const { path, is } of texts) writeFileSync(path, is)
  return () => {
    for (const { path, was } of texts) writeFileSync(path, was)
  }
}

/** A text after edits, each of which is looked for in the text as it was. */
export function edited(text: string, edits: Edit[]): string {
  const places = edits.map((edit) => ({ ...edit, at: placeOf(text, edit) })).sort((one, other) => other.at - one.at)
  let [result, end] = [text, text.length]
  for (const { at, file, before, after } of places) {
    if (at + before.length > end) throw new Error(`Two edits of ${file} overlap: ${JSON.stringify(before)}`)
    result = result.slice(0, at) + after + result.slice(at + before.length)
    end = at
  }
  return result
}

function placeOf(text: string, { file, before }: Edit): number {
  const times = text.split(before).length - 1
  if (times !== 1) throw new Error(`${file} holds ${times} times, not once: ${JSON.stringify(before)}`)
  return text.indexOf(before)
}
