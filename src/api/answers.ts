import type { Request, Response } from 'express'

/** How WSO2's recovery API says that something is not so. */
export interface Fault {
  status: number
  code: string
  message: string
  description: string
}

const titles: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  409: 'Conflict',
  412: 'Precondition Failed',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  421: 'Misdirected Request',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal server error',
  503: 'Service Unavailable',
}

/** A fault with its status, its code and one sentence. */
export function fault(status: number, code: string, description: string): Fault {
  return { status, code, message: titles[status] ?? 'Error', description }
}

/** A fault without a code of its own: WSO2's clients get its status as the code, ours its title in kebab case. */
export function plainFault(status: number, description: string): Fault {
  return fault(status, String(status), description)
}

/** The code of a fault without one of its own. */
export function plainCode(status: number, isOwn: boolean): string {
  return isOwn ? plainFault(status, '').message.toLowerCase().replaceAll(' ', '-') : String(status)
}

/** Answers with an ErrorDTO: code, message, description and the request's id as traceId, and what `more` a client needs to try again. */
export function answerFault(res: Response, { status, ...body }: Fault, more: object = {}): void {
  const code = body.code === String(status) ? plainCode(status, isOwnApi(res.req)) : body.code
  res.status(status).json({ ...body, code, traceId: res.locals.requestId, ...more })
}

/** Refuses fields as Latchkey's own API does, each with what is wrong about it. */
export function answerInvalidFields(res: Response, errors: { field: string; message: string }[]): void {
  answerFault(res, fault(422, 'invalid-fields', 'Some fields are not as they should be; nothing was changed'), {
    errors,
  })
}

/** Whether a call is for Latchkey's own API, and not for WSO2's. */
export function isOwnApi({ originalUrl }: Request): boolean {
  return /^(\/t\/[^/]*)?\/api\/v1(\/|\?|$)/i.test(originalUrl)
}
