import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A letter before its placeholders are filled in; `message` is written in the markup of `readMessage`. */
export interface Template {
  subject: string
  heading: string
  message: string
}

const folder = join(dirname(fileURLToPath(import.meta.url)), '../../views/mail')
const read = new Map<string, Template | undefined>()

/** The template of a letter as the product brings it, in this language; undefined where it brings none. The file's first line is
 *  the subject, the second the heading, the rest after an empty line the message. */
export function shippedTemplate(kind: string, language: string): Template | undefined {
  if (!/^[a-z][a-z-]*$/.test(kind) || !/^[a-z]{2}$/.test(language)) return undefined
  const name = `${language}/${kind}.txt`
  if (!read.has(name)) read.set(name, readTemplate(join(folder, name)))
  return read.get(name)
}

function readTemplate(file: string): Template | undefined {
  if (!existsSync(file)) return undefined
  const [subject = '', heading = '', , ...message] = readFileSync(file, 'utf8').trimEnd().split('\n')
  return { subject, heading, message: message.join('\n') }
}
