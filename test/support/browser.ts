import * as cheerio from 'cheerio'
import supertest from 'supertest'
import { type RawAnswer, type RawRequest, sendRaw } from './raw-request.ts'

type Fields = Record<string, string>

/** Acts as a browser does: keeps cookies, follows redirects, fills in the forms it is shown and sends the headers a browser sends. */
export class Browser {
  readonly cookies = new Map<string, string>()
  readonly #base: string
  /** What the pages of this door believe to be their own address. */
  readonly origin: string
  /** What its reader speaks, sent as Accept-Language; empty for a browser that does not say. */
  language = ''
  status = 0
  headers: Record<string, string | string[]> = {}
  html = ''
  /** Path and query of the page shown. */
  path = ''
  /** Every path that led to the page shown, itself included. */
  trail: string[] = []

  constructor(base: string, origin: string) {
    this.#base = base
    this.origin = origin
  }

  /** Opens a path of this door or a whole link to it. */
  async open(link: string): Promise<this> {
    this.trail = []
    await this.#go('GET', link.replace(this.origin, ''))
    return this
  }

  /** Fills in the form that holds the button with this label, hidden fields included, and presses it. */
  async submit(label: string, filled: Fields = {}): Promise<this> {
    const form = this.form(label)
    const fields = { ...form.fields, ...filled }
    for (const name of Object.keys(filled)) {
      if (!form.names.has(name)) throw new Error(`The form of "${label}" has no field ${name}`)
    }
    this.trail = []
    await this.#go('POST', form.action, fields)
    return this
  }

  /** Sends a form body as it is, with the token of the page shown unless the body brings its own. */
  async post(path: string, fields: Fields | string): Promise<this> {
    const token = this.$('input[name=_csrf]').first().attr('value') ?? ''
    this.trail = []
    const body =
      typeof fields === 'string' ? `${fields}&_csrf=${encodeURIComponent(token)}` : { _csrf: token, ...fields }
    await this.#go('POST', path, body)
    return this
  }

  /** Sends one request exactly as told, with this browser's cookies and headers unless others are given (undefined leaves one
   *  out). Follows nothing and keeps nothing. */
  send(method: string, path: string, more: Pick<RawRequest, 'headers' | 'body'> = {}): Promise<RawAnswer> {
    const cookie = this.#cookieHeader()
    const headers = {
      Host: new URL(this.origin).host,
      'User-Agent': 'Test Browser 1.0',
      ...(this.language && { 'Accept-Language': this.language }),
      ...(cookie && { Cookie: cookie }),
      ...(method !== 'GET' && method !== 'HEAD' && { Origin: this.origin, 'Sec-Fetch-Site': 'same-origin' }),
      ...(more.body !== undefined && { 'Content-Type': 'application/x-www-form-urlencoded' }),
      ...more.headers,
    }
    return sendRaw(this.#base, { method, path, headers, ...(more.body !== undefined && { body: more.body }) })
  }

  /** The form token of the page shown. */
  get formToken(): string {
    return this.$('input[name=_csrf]').first().attr('value') ?? ''
  }

  /** The form around the button with this label: where it goes and what it holds already. */
  form(label: string): { action: string; fields: Fields; names: Set<string> } {
    const $ = this.$
    const button = $('button')
      .filter((_, element) => $(element).text().trim() === label)
      .first()
    if (button.length === 0) throw new Error(`No button "${label}" on ${this.path}: ${this.text.slice(0, 400)}`)
    const form = button.closest('form')
    const fields: Fields = Object.fromEntries(form.serializeArray().map(({ name, value }) => [name, value]))
    const names = new Set(
      form
        .find('[name]')
        .map((_, element) => $(element).attr('name'))
        .get(),
    )
    const own = button.attr('name')
    if (own) fields[own] = button.attr('value') ?? ''
    return { action: form.attr('action') ?? this.path, fields, names }
  }

  /** Follows the link with this text. */
  async follow(text: string): Promise<this> {
    const $ = this.$
    const href = $('a')
      .filter((_, element) => $(element).text().trim() === text)
      .first()
      .attr('href')
    if (!href) throw new Error(`No link "${text}" on ${this.path}`)
    return this.open(href)
  }

  get $(): cheerio.CheerioAPI {
    return cheerio.load(this.html)
  }

  /** The words on the page. */
  get text(): string {
    return this.$('body').text().replaceAll(/\s+/g, ' ').trim()
  }

  get heading(): string {
    return this.$('h1').text().trim()
  }

  /** The message beside a field. */
  errorAt(field: string): string {
    const $ = this.$
    const ids = ($(`[name=${field}]`).attr('aria-describedby') ?? '').split(' ').filter(Boolean)
    return ids
      .map((id) => ($(`#${id}`).attr('class')?.includes('error') ? $(`#${id}`).text().trim() : ''))
      .join(' ')
      .trim()
  }

  async #go(method: 'GET' | 'POST', path: string, body?: Fields | string): Promise<void> {
    const request = method === 'GET' ? supertest(this.#base).get(path) : supertest(this.#base).post(path).type('form')
    request.set({ Host: new URL(this.origin).host, 'User-Agent': 'Test Browser 1.0', Cookie: this.#cookieHeader() })
    if (this.language) request.set('Accept-Language', this.language)
    if (method === 'POST') request.set({ Origin: this.origin, 'Sec-Fetch-Site': 'same-origin' })
    const answer = await (body === undefined ? request : request.send(body))
    this.#keepCookies(answer.headers['set-cookie'] as unknown as string[] | undefined)
    this.status = answer.status
    this.headers = answer.headers
    this.html = answer.text ?? ''
    this.path = path
    this.trail.push(path)
    const location = answer.headers.location
    if (answer.status >= 300 && answer.status < 400 && location?.startsWith('/'))
      await this.#go('GET', location.split('#')[0] ?? '/')
  }

  #cookieHeader(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  #keepCookies(set: string[] = []): void {
    for (const cookie of set) {
      const [pair = '', ...attributes] = cookie.split('; ')
      const at = pair.indexOf('=')
      const [name, value] = [pair.slice(0, at), pair.slice(at + 1)]
      if (value === '' || attributes.some((text) => /^expires=Thu, 01 Jan 1970/i.test(text))) this.cookies.delete(name)
      else this.cookies.set(name, value)
    }
  }
}
