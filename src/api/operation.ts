import { type Handler, type Request, type Response, Router } from 'express'
import type { z } from 'zod'
import { usingKey } from '../api-keys/key-in-use.ts'
import type { Scope } from '../api-keys/scopes.ts'
import { Problem } from '../errors.ts'
import { requireScope } from './caller.ts'
import { parseBody, parseQuery } from './json-body.ts'

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'

/** What an operation answers with a status: a body in JSON of this shape, a text, or no body at all. */
export interface Answer {
  description: string
  body?: z.ZodType
  text?: z.ZodType
  /** The types that the text may have; text/plain where none are named. */
  textTypes?: string[]
  /** Of these, the first is what the documented request gets, up to values that are new every time. */
  examples?: unknown[]
}

/** What is said about one thing a program can ask for. The same words validate the call and make its entry in the OpenAPI document;
 *  `path` is written as there, with `{names}`. */
interface Description<Query extends z.ZodObject, Body extends z.ZodType> {
  method: Method
  path: string
  summary: string
  description?: string
  /** What a key has to be good for; 'administrator' is what no key may do, 'any' what every key may. */
  scope: Scope | 'administrator' | 'any'
  query?: Query
  body?: Body
  /** Bodies a program may send; the first is the documented request. */
  bodyExamples?: z.input<Body>[]
  answers: Record<number, Answer>
}

export interface Operation extends Description<z.ZodObject, z.ZodType> {
  handle: Handler
}

interface Call<Query extends z.ZodObject, Body extends z.ZodType> {
  req: Request
  res: Response
  params: Record<string, string>
  query: z.output<Query>
  body: z.output<Body>
}

/** A call as helpers of several operations see it. */
export type Asked = Pick<Call<z.ZodObject, z.ZodType>, 'req' | 'res' | 'params'>

/** An operation: its description, and what it does with a call whose query and body are as described. */
export function operation<Query extends z.ZodObject, Body extends z.ZodType>(
  description: Description<Query, Body>,
  act: (call: Call<Query, Body>) => unknown,
): Operation {
  const handle: Handler = async (req, res) => {
    const query = (description.query ? parseQuery(description.query, req.query) : {}) as z.output<Query>
    const body = (description.body ? parseBody(description.body, req.body) : undefined) as z.output<Body>
    const call = { req, res, params: req.params as Record<string, string>, query, body }
    await usingKey(res.locals.caller?.key, () => act(call))
  }
  return { ...(description as unknown as Description<z.ZodObject, z.ZodType>), handle }
}

/** Refuses by name the methods that a path does not take (405), before its guard is asked and its body is read.
 *  Source: RFC 9110 §15.5.6. */
export function refuseOtherMethods(operations: Operation[]): Router {
  const routes = Router({ mergeParams: true })
  for (const path of new Set(operations.map((one) => one.path))) {
    const there = operations.filter((one) => one.path === path)
    const allowed = there.flatMap(({ method }) => (method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()]))
    routes.all(expressPath(path), (req, res, next) => {
      // A path that is named comes before one with a {name} that fits too.
      if (allowed.includes(req.method)) return next('router')
      res.set('Allow', allowed.join(', '))
      throw new Problem(405, `Use ${allowed.join(' or ')} here`)
    })
  }
  return routes
}

/** Routes for operations, in their order. Each asks for its scope first. */
export function routesOf(operations: Operation[]): Router {
  const routes = Router({ mergeParams: true })
  for (const { method, path, scope, handle } of operations)
    routes[method](expressPath(path), ...(scope === 'any' ? [] : [requireScope(scope)]), handle)
  return routes
}

function expressPath(path: string): string {
  return path.replace(/\{(\w+)\}/g, ':$1')
}
