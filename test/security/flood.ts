import { createHash } from 'node:crypto'
import type { Server } from 'node:http'
import { load } from 'cheerio'
import { listen, portOf } from '../../src/listen.ts'
import { createPublicDoor } from '../../src/public-door.ts'
import { puzzle } from '../../src/security/puzzle.ts'
import { Browser } from '../support/browser.ts'
import type { Latchkey } from '../support/latchkey.ts'
import { proveIfAsked } from '../support/people.ts'
import type { RawAnswer } from '../support/raw-request.ts'

type Fields = Record<string, string>

/** A public door behind a proxy that says where a request comes from, as another process has it. */
export async function openDoor({ deps }: Latchkey): Promise<{ server: Server; url: string }> {
  const { publicDoor } = deps.config
  const config = { ...deps.config, trustProxy: 1 }
  const server = await listen(createPublicDoor({ ...deps, config }), { ...publicDoor, port: 0 })
  return { server, url: `http://127.0.0.1:${portOf(server)}` }
}

/** Moves the clock to the beginning of an hour, where all counts begin anew and more than an hour has passed: no test shall cross that on
 *  its way. */
export function toNextHour({ clock }: Latchkey): void {
  const hour = 60 * 60
  clock.advanceSeconds(2 * hour + 1 - ((clock.now().getTime() / 1000) % hour))
}

/** Saves the limits for proofs of work: as usual and switched on, but for what is named; an empty value clears the box. */
export async function setProof(console: Browser, limits: Fields): Promise<void> {
  const path = '/configuration/organization/system'
  await console.open(path)
  const usual = { proof_of_work: 'on', proof_after_names: '30', proof_after_requests: '20' }
  const form = { ...console.form('Update').fields, ...usual, ...limits }
  await console.post(path, Object.fromEntries(Object.entries(form).filter(([, value]) => value !== '')))
  await proveIfAsked(console)
}

/** Somebody at a form of the public door, seen as coming from this address. */
export class Visitor {
  readonly browser: Browser
  readonly #from: string
  /** The page as it was last shown. */
  page = ''

  constructor(at: { url: string; origin: string; from: string }) {
    this.browser = new Browser(at.url, at.origin)
    this.#from = at.from
  }

  async open(path: string): Promise<this> {
    if (this.browser.html === '') await this.browser.open(path)
    this.page = (await this.browser.send('GET', path, { headers: this.#head })).body
    return this
  }

  /** Sends the form that is shown; what is named here goes in the place of what it holds. */
  async post(path: string, filled: Fields): Promise<RawAnswer> {
    const body = new URLSearchParams({ _csrf: this.browser.formToken, ticket: this.ticket, ...filled }).toString()
    const answer = await this.browser.send('POST', path, { headers: this.#head, body })
    if (answer.body.includes('name="ticket"')) this.page = answer.body
    return answer
  }

  get ticket(): string {
    return load(this.page)('[name=ticket]').attr('value') ?? ''
  }

  /** Whether the page shown makes the browser calculate. */
  get isAsked(): boolean {
    return load(this.page)('[data-puzzle]').length > 0
  }

  get #head() {
    return { 'X-Forwarded-For': this.#from }
  }
}

/** What the script finds for a ticket. */
export function solutionOf(ticket: string): string {
  const id = ticket.split('.')[0] ?? ''
  return Array.from({ length: puzzle.pieces }, (_, piece) => numberFor(`${id}.${piece}.`)).join('.')
}

function numberFor(head: string): number {
  for (let number = 0; ; number++) {
    const hash = createHash('sha256').update(`${head}${number}`).digest()
    if (hash.readUInt16BE(0) >>> (16 - puzzle.bits) === 0) return number
  }
}
