import type { Visitor } from '../faults/visitor.ts'
import type { House } from './journey-house.ts'

/** A reset mail as its reader has it, and what became of it as far as the promises say. */
export interface Mailed {
  token: string
  notMeToken: string
  code: string
  issuedAt: number
  state: 'newest' | 'replaced' | 'used' | 'ended'
  asker: Visitor
}

/** What must be so after the steps taken. */
export interface Model {
  isOn: boolean
  openSince: number
  password: string
  former: string[]
  mails: Mailed[]
  /** Of each session opened so far, whether it must live. */
  sessions: { visitor: Visitor; lives: boolean }[]
  /** The browser that redeemed a code, and of which mail. */
  byCode: { visitor: Visitor; mail: Mailed } | undefined
}

/** Where the steps are taken. */
export interface Real {
  house: House
  person: { username: string; email: string }
}

export const linkLifeMs = 30 * 60_000

/** Whether a link must work now. */
export function mustWork(model: Model, mail: Mailed, now: number): boolean {
  const isYoung = now < mail.issuedAt + linkLifeMs && mail.issuedAt >= model.openSince
  return model.isOn && mail.state === 'newest' && isYoung
}

/** The status that a link's page must have. */
export function statusDue(model: Model, mail: Mailed, now: number): number {
  if (!model.isOn) return 404
  return mustWork(model, mail, now) ? 200 : 410
}

/** Takes down that a password was chosen by a mail: the mail is used, every session is over, the old password is none any more. */
export function noteChosen(model: Model, mail: Mailed, password: string): void {
  mail.state = 'used'
  model.former.push(model.password)
  model.password = password
  for (const session of model.sessions) session.lives = false
}

/** The mail that a step is about, by any number; undefined where there is none yet. */
export function pick(model: Model, which: number): Mailed | undefined {
  return model.mails[model.mails.length - 1 - (which % Math.max(1, model.mails.length))]
}
