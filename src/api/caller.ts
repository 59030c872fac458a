import type { Handler, Request, Response } from 'express'
import { type AdmittedByKey, admitKey } from '../api-keys/admit-key.ts'
import type { Scope } from '../api-keys/scopes.ts'
import type { Deps } from '../deps.ts'
import { type Admitted, authenticateProgram } from '../sign-in/authenticate-program.ts'
import type { User } from '../users/users.ts'
import { clientOf } from '../web/client.ts'
import { settingsOf } from '../web/settings.ts'
import { answerFault, plainFault } from './answers.ts'

declare global {
  namespace Express {
    interface Locals {
      /** In whose name a program calls, and what for: everything where it showed the administrator's own password. */
      caller?: { user: User; scopes: 'all' | readonly Scope[]; key?: { id: string; name: string } }
    }
  }
}

const longestName = 254
const longestPassword = 1024

/** Lets programs on that show the name and password of an active administrator by HTTP Basic, or a key that one of them made; all others
 *  are refused alike. Too many wrong tries must wait, as on the sign-in page. Source: RFC 7617; RFC 6750; RFC 9110 §11.6.1. */
export function requireCaller(deps: Deps): Handler {
  return async (req, res, next) => {
    const admitted = await admit(deps, req, res)
    if (admitted?.outcome === 'wait') {
      res.set('Retry-After', String(admitted.seconds))
      return answerFault(res, plainFault(429, `Too many tries. Wait ${admitted.seconds} s, then try again`))
    }
    if (admitted?.outcome !== 'admitted') {
      res.set('WWW-Authenticate', 'Basic realm="Latchkey", charset="UTF-8", Bearer realm="Latchkey"')
      const how = 'Show the name and password of an administrator by HTTP Basic, or an API key as bearer token'
      return answerFault(res, plainFault(401, how))
    }
    const { user } = admitted
    res.locals.caller =
      'key' in admitted ? { user, scopes: admitted.key.scopes, key: admitted.key } : { user, scopes: 'all' }
    next()
  }
}

async function admit(deps: Deps, req: Request, res: Response): Promise<AdmittedByKey | Admitted | undefined> {
  const { address } = clientOf(req)
  const text = /^bearer +([\w.~+/-]+=*) *$/i.exec(req.get('authorization') ?? '')?.[1]
  if (text !== undefined) return admitKey(deps, { text, address })
  const shown = credentialsIn(req)
  return shown && authenticateProgram(deps, { ...shown, address, limits: settingsOf(res).system.guessLimits })
}

/** Refuses (403) a key that is not good for this; 'administrator' is what no key is good for. */
export function requireScope(scope: Scope | 'administrator'): Handler {
  return (_req, res, next) => {
    const held = res.locals.caller?.scopes ?? []
    if (held === 'all' || (scope !== 'administrator' && held.includes(scope))) return next()
    const needed =
      scope === 'administrator' ? 'the name and password of an administrator' : `a key with the scope ${scope}`
    answerFault(res, plainFault(403, `This takes ${needed}`))
  }
}

/** In whose name this request came, whether by a key, and from where. Throws where `requireCaller` did not stand before the route. */
export function callerOf(req: Request): {
  id: string
  username: string
  byKey: boolean
  address: string
  userAgent: string
} {
  const { caller } = req.res?.locals ?? {}
  if (!caller) throw new Error('requireCaller comes before every route of the API')
  const { user, key } = caller
  return { id: user.id, username: user.username, byKey: key !== undefined, ...clientOf(req) }
}

function credentialsIn(req: Request): { identifier: string; password: string } | undefined {
  const encoded = /^basic +([A-Za-z0-9+/]+={0,2}) *$/i.exec(req.get('authorization') ?? '')?.[1]
  const text = encoded === undefined ? undefined : decoded(encoded)
  const at = text?.indexOf(':') ?? -1
  if (text === undefined || at < 1 || /\p{Cc}/u.test(text)) return undefined
  const [identifier, password] = [text.slice(0, at).trim(), text.slice(at + 1)]
  return identifier === '' || identifier.length > longestName || password.length > longestPassword
    ? undefined
    : { identifier, password }
}

function decoded(encoded: string): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(encoded, 'base64'))
  } catch {
    return undefined
  }
}
