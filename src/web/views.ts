import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ejs, { type TemplateFunction } from 'ejs'

const folder = join(dirname(fileURLToPath(import.meta.url)), '../../views')
const compiled = new Map<string, TemplateFunction>()

/** Renders `views/<name>.ejs` with exactly these locals. Templates are compiled once. Throws where a template or a local is missing. */
export function renderTemplate(name: string, locals: object): string {
  const template = compiled.get(name) ?? compile(name)
  compiled.set(name, template)
  return template({ ...locals })
}

/** Renders a page into its layout: the finished page is the layout's local `body`. */
export function renderPage(page: { name: string; layout: string; locals: object }): string {
  const body = renderTemplate(page.name, page.locals)
  return renderTemplate(`layouts/${page.layout}`, { ...page.locals, body })
}

function compile(name: string): TemplateFunction {
  const filename = join(folder, `${name}.ejs`)
  // Includes begin with a slash: from the root they are found without asking the file system each time.
  return ejs.compile(readFileSync(filename, 'utf8'), { filename, cache: true, root: folder })
}
