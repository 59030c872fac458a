import { inEnglish } from './languages/in-english.ts'
import type { Saying } from './languages/translate.ts'

/** A refusal the visitor may read: an HTTP status and a title in plain words, or the dictionary's key of it. Anything else thrown is a fault of ours. */
export class Problem extends Error {
  readonly status: number
  readonly title: Saying

  constructor(status: number, title: Saying, options?: ErrorOptions) {
    super(inEnglish(title), options)
    this.name = new.target.name
    this.status = status
    this.title = title
  }
}

/** The request could not be understood; the sentence says which part. */
export class BadRequest extends Problem {
  constructor(title: Saying) {
    super(400, title)
  }
}

/** The visitor is known, or the form is not ours, and the act is not allowed. */
export class Forbidden extends Problem {
  constructor(title: Saying = 'error.not-allowed') {
    super(403, title)
  }
}

/** Nothing lives at this address, as far as this visitor may know. */
export class NotFound extends Problem {
  constructor(title: Saying = 'error.not-found') {
    super(404, title)
  }
}

/** Something this request needs (the database) cannot serve now; seconds until a new try makes sense. */
export class Unavailable extends Problem {
  readonly retryAfterSeconds: number

  constructor(title: Saying, retryAfterSeconds: number, options?: ErrorOptions) {
    super(503, title, options)
    this.retryAfterSeconds = retryAfterSeconds
  }
}
