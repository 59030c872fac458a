import type { OpenApi } from '../../src/api/openapi.ts'

export type DoorName = 'public' | 'admin'

/** Somebody who sends requests: what they show of themselves, and their form token. */
export interface Caller {
  name: string
  door: DoorName
  cookie: string
  authorization: string
  token: string
}

/** A form as a page shows it: where it goes, and the values that each of its fields can have. */
export interface Form {
  door: DoorName
  action: string
  isUpload: boolean
  fields: [name: string, values: string[]][]
}

/** One route of a door as it was declared. */
export interface Route {
  door: DoorName
  method: string
  path: string
}

/** All that the grammar is made of: who lives there and what the product offers them. */
export interface Town {
  doors: Record<DoorName, { port: number; host: string }>
  callers: Caller[]
  forms: Form[]
  routes: Route[]
  /** Addresses that pages link to. */
  places: { door: DoorName; path: string }[]
  api: OpenApi
  /** Names, ids, tokens and such that mean something there. */
  words: string[]
  /** What no answer may hold. */
  secrets: string[]
}

/** What the town's process says. `faults` are lines of its log and answers that its API does not document; `blockedMs` is the longest
 *  that it served nobody, since it was asked last. */
export type Said =
  | { kind: 'open'; town: Town }
  | { kind: 'callers'; callers: Caller[] }
  | { kind: 'state'; faults: string[]; blockedMs: number; megabytes: number }
