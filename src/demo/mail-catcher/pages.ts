import type { CaughtMail } from './mailbox.ts'

/** The list of mails, newest first; it reloads itself. */
export function listPage(mails: readonly CaughtMail[]): string {
  const rows = mails.map(
    ({ number, at, from, to, subject }) => html`<li><a href="/mails/${String(number)}">
      <span class="subject">${subject}</span>
      <span class="people">${from} → ${to}</span>
      <time datetime="${at.toISOString()}">${clock(at)}</time></a></li>`,
  )
  const list = rows.length
    ? `<ol class="mails">${rows.join('')}</ol>`
    : '<p class="empty">No mail yet. This page looks again every three seconds.</p>'
  return page({
    title: 'Caught mail',
    head: '<meta http-equiv="refresh" content="3">',
    body: `<h1>Caught mail</h1>${list}`,
  })
}

/** One mail: its HTML in a frame that can do nothing but open links, its text with links, its headers. */
export function mailPage(mail: CaughtMail): string {
  const { number, at, from, to, subject, text, headers } = mail
  const frame = mail.html
    ? html`<iframe src="/mails/${String(number)}/html" title="The mail as HTML"
        sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>`
    : '<p class="empty">This mail has no HTML part.</p>'
  const body =
    html`<p><a href="/">All mails</a></p><h1>${subject}</h1>
    <dl><dt>From</dt><dd>${from}</dd><dt>To</dt><dd>${to}</dd><dt>At</dt><dd>${at.toISOString()}</dd></dl>` +
    `<h2>HTML</h2>${frame}<h2>Text</h2><pre>${linked(text)}</pre>` +
    html`<details><summary>Headers</summary><pre>${headers.join('\n')}</pre></details>`
  return page({ title: subject, body })
}

/** The HTML of a mail on its own, its links opening in a new tab. */
export function mailFrame(mail: CaughtMail): string {
  const base = '<base target="_blank">'
  return /<head[\s>]/i.test(mail.html) ? mail.html.replace(/<head[^>]*>/i, `$&${base}`) : base + mail.html
}

/** The answer to every address that is none. */
export function missingPage(): string {
  return page({ title: 'No such mail', body: '<h1>No such mail</h1><p><a href="/">All mails</a></p>' })
}

function page({ title, head = '', body }: { title: string; head?: string; body: string }): string {
  return (
    html`<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title} – mail catcher</title>
    <meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="/style.css">` +
    `${head}</head><body><main>${body}</main></body></html>`
  )
}

/** Template tag: every inserted value is encoded. */
function html(parts: TemplateStringsArray, ...values: string[]): string {
  return String.raw({ raw: parts }, ...values.map(encoded))
}

const codes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&#34;', "'": '&#39;' }

function encoded(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => codes[sign] ?? sign)
}

function linked(text: string): string {
  return encoded(text).replace(
    /https?:\/\/[^\s<]+/g,
    (link) => `<a href="${link}" target="_blank" rel="noopener noreferrer">${link}</a>`,
  )
}

function clock(at: Date): string {
  return at.toTimeString().slice(0, 8)
}

/** The one style sheet of the catcher. */
export const style = `
:root { color-scheme: light dark; --ink: #1c2526; --quiet: #5d6c6e; --page: #f2f4f4; --card: #fff; --line: #dde3e3; --brand: #1f5f5b; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e9eeee; --quiet: #a9b5b6; --page: #14181a; --card: #1d2325; --line: #323b3e; --brand: #8fd0c8; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 52rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: .5rem 0 1.25rem; overflow-wrap: anywhere; }
h2 { font-size: 1rem; color: var(--quiet); margin: 2rem 0 .5rem; }
a { color: var(--brand); }
.mails { list-style: none; margin: 0; padding: 0; background: var(--card); border: 1px solid var(--line); border-radius: .6rem; }
.mails li + li { border-top: 1px solid var(--line); }
.mails a { display: grid; grid-template-columns: 1fr auto; gap: .1rem 1rem; padding: .8rem 1.1rem; color: inherit; text-decoration: none; }
.mails a:hover, .mails a:focus-visible { background: var(--page); }
.subject { font-weight: 600; overflow-wrap: anywhere; }
.people { grid-row: 2; color: var(--quiet); font-size: .9rem; overflow-wrap: anywhere; }
time { color: var(--quiet); font-size: .9rem; font-variant-numeric: tabular-nums; }
.empty { background: var(--card); border: 1px dashed var(--line); border-radius: .6rem; padding: 2rem; text-align: center; color: var(--quiet); }
dl { display: grid; grid-template-columns: 4rem 1fr; gap: .2rem 1rem; margin: 0; }
dt { color: var(--quiet); }
dd { margin: 0; overflow-wrap: anywhere; }
iframe { width: 100%; height: 44rem; border: 1px solid var(--line); border-radius: .6rem; background: #fff; }
pre { margin: 0; padding: 1rem; background: var(--card); border: 1px solid var(--line); border-radius: .6rem; white-space: pre-wrap; overflow-wrap: anywhere; font: .875rem/1.6 ui-monospace, monospace; }
details { margin-top: 2rem; }
summary { cursor: pointer; color: var(--quiet); margin-bottom: .5rem; }
`
