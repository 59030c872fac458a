import type { Response } from 'express'

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
  429: 'Too Many Requests',
  500: 'Internal server error',
  503: 'Service Unavailable',
}

/** A fault with its status, its code and one sentence. */
export function fault(status: number, code: string, description: string): Fault {
  return { status, code, message: titles[status] ?? 'Error', description }
}

/** A fault that WSO2 has no code for: its status is the code. */
export function plainFault(status: number, description: string): Fault {
  return fault(status, String(status), description)
}

/** Answers with an ErrorDTO: code, message, description and the request's id as traceId, and what `more` a client needs to try again. */
export function answerFault(res: Response, { status, ...body }: Fault, more: object = {}): void {
  res.status(status).json({ ...body, traceId: res.locals.requestId, ...more })
}
