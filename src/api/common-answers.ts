import { z } from 'zod'
import { fault, plainCode, plainFault } from './answers.ts'
import type { Section } from './contents.ts'
import { errorBody, exampleOf } from './forms.ts'
import type { Answer, Operation } from './operation.ts'

export interface CommonAnswer extends Answer {
  /** The code that comes with it, and the name it has in the document. */
  code: string
  /** Headers that come with it, and what each says. */
  headers?: Record<string, string>
}

const retryAfter = { 'Retry-After': 'In how many seconds to try again' }
const said: Record<number, { description: string; headers?: Record<string, string> }> = {
  400: { description: 'The address, the query or the body is not well-formed, or a field is not as it should be' },
  401: {
    description: 'The caller showed neither the name and password of an active administrator nor a key that is good',
    headers: { 'WWW-Authenticate': 'How to show them' },
  },
  403: { description: 'The key is not good for this, or a browser sent it from the page of another site' },
  404: { description: 'There is nothing at this address, or no such tenant' },
  405: { description: 'Nothing at this address takes this method', headers: { Allow: 'The methods it takes' } },
  413: { description: 'The body is too large' },
  415: { description: 'The body is not uncompressed application/json in UTF-8' },
  421: { description: 'The host of the request is not that of this door' },
  422: { description: 'Some fields are not as they should be; errors says which, and nothing was changed' },
  429: { description: 'Too many tries with wrong passwords', headers: retryAfter },
  500: { description: 'The server could not do it; its log says why, under the traceId' },
  503: {
    description: 'The database does not answer, or too many show a password or change the settings at this moment',
    headers: retryAfter,
  },
}

/** Whether a part of the API is Latchkey's own, and not WSO2's. */
export function isOwn({ base }: Pick<Section, 'base'>): boolean {
  return base.startsWith('/v1/')
}

/** What calls are answered with whatever they ask for, by status. The codes of Latchkey's own API are words, those of WSO2's numbers. */
export function commonAnswers(own: boolean): Record<number, CommonAnswer> {
  const wanted = Object.entries(said).filter(([status]) => own || status !== '422')
  return Object.fromEntries(wanted.map(([status, words]) => [status, common(Number(status), own, words)]))
}

function common(status: number, own: boolean, words: { description: string }): CommonAnswer {
  const code = status === 422 ? 'invalid-fields' : plainCode(status, own)
  const { message } = plainFault(status, '')
  const errors = status === 422 ? { errors: [{ field: 'email', message: 'Enter an e-mail address' }] } : {}
  return {
    ...words,
    code,
    body: errorBody.extend({ code: z.literal(code), message: z.literal(message) }),
    examples: [{ ...exampleOf(fault(status, code, words.description)), ...errors }],
  }
}

/** What an operation may answer: what it says itself, and what every call may get. A status of both has either body. */
export function answersOf(section: Pick<Section, 'base'>, operation: Operation): Record<number, Answer> {
  const shared = commonAnswers(isOwn(section))
  const fitting = Object.entries(shared).filter(([status]) => canGet(section, operation, Number(status)))
  const answers: Record<number, Answer> = Object.fromEntries(fitting)
  for (const [status, own] of Object.entries(operation.answers)) {
    const common = answers[Number(status)]
    answers[Number(status)] = common ? either(own, common) : own
  }
  return answers
}

function canGet(section: Pick<Section, 'base'>, { body, query }: Operation, status: number): boolean {
  if (status === 405) return false
  if (status === 404) return isOwn(section)
  // A body that nobody asked for is refused as others are, where it is too large or of another type.
  return status !== 422 || body !== undefined || query !== undefined
}

function either(own: Answer, common: Answer): Answer {
  if (!own.body || !common.body || own.body === errorBody) return own
  return {
    description: `${own.description}. Or: ${common.description}`,
    body: z.union([own.body, common.body]),
    examples: own.examples ?? common.examples ?? [],
  }
}
