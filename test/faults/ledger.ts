/** What the runner knows about one person: which passwords may be the current one and which are dead for certain. */
export interface Known {
  id: string
  username: string
  email: string
  /** One where everything was acknowledged; two after a request whose end nobody heard. */
  possible: string[]
  dead: string[]
  /** Not looked at again before this moment: what was cut may still be under way. */
  restsUntil: number
  askedAt: number | undefined
  usedLinks: string[]
  /** Cookies of sessions that ended with an acknowledged change. */
  endedSessions: string[]
  status: ('active' | 'disabled')[]
  asks: number
  changes: { acknowledged: number; unknown: number }
  resets: { acknowledged: number; unknown: number }
}

/** What was acknowledged, what nobody knows, and what was seen that must not be. */
export interface Ledger {
  people: Known[]
  /** People whom the administrators disable and enable; nobody else touches them. */
  turned: Known[]
  administrators: Known[]
  /** Wrong guesses at one account: the moments of those that were weighed, and those told to wait. */
  guesses: { victim: Known; weighedAt: number[]; waits: number }
  resetOpen: boolean[]
  counts: Record<string, number>
  violations: string[]
  /** The moments of faults that may cost a mail its final reply, oldest first, and whom they struck. */
  cuts: { at: number; who: string; what: string }[]
}

/** Counts something by name. */
export function count(ledger: Ledger, name: string, more = 1): void {
  ledger.counts[name] = (ledger.counts[name] ?? 0) + more
}

/** Writes down that a promise was broken, with what shows it. */
export function accuse(ledger: Ledger, what: string): void {
  ledger.violations.push(`${new Date().toISOString()} ${what}`)
}
