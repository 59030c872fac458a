/** A refusal the visitor may read: an HTTP status and a title in plain words. Anything else thrown is a fault of ours. */
export class Problem extends Error {
  readonly status: number
  readonly title: string

  constructor(status: number, title: string, options?: ErrorOptions) {
    super(title, options)
    this.name = new.target.name
    this.status = status
    this.title = title
  }
}

/** The request could not be understood; the sentence says which part. */
export class BadRequest extends Problem {
  constructor(title: string) {
    super(400, title)
  }
}

/** The visitor is known, or the form is not ours, and the act is not allowed. */
export class Forbidden extends Problem {
  constructor(title = 'You are not allowed to do this') {
    super(403, title)
  }
}

/** Nothing lives at this address, as far as this visitor may know. */
export class NotFound extends Problem {
  constructor(title = 'This page does not exist') {
    super(404, title)
  }
}

/** Something this request needs (the database) cannot serve now; seconds until a new try makes sense. */
export class Unavailable extends Problem {
  readonly retryAfterSeconds: number

  constructor(title: string, retryAfterSeconds: number, options?: ErrorOptions) {
    super(503, title, options)
    this.retryAfterSeconds = retryAfterSeconds
  }
}
