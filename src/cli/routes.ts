import express, { type Handler, Router } from 'express'
import type { Deps } from '../deps.ts'
import { type Call, channelPath, openCall, sealAnswer } from './channel.ts'
import { type Answer, refusal } from './command.ts'

/** Room for all letters in all languages and a logo. */
const callBytes = 4 * 1024 * 1024
const freshMs = 60_000

/** Hears the command line at the admin door: the embedded file belongs to the running server, so the server does the work. What does
 *  not come from this machine or carry the deployment's seal, is older than a minute or this server, or was heard before, is a request
 *  like every other. */
export function commandRoutes(deps: Deps): Router {
  const { config, log, background } = deps
  const heard = new Map<string, number>()
  // What an earlier server may have heard is not known here.
  const since = Date.now()
  const routes = Router()

  routes.post(channelPath, fromHere, express.text({ limit: callBytes, inflate: false }), async (req, res, next) => {
    const call = typeof req.body === 'string' ? openCall(config.secrets, req.body) : undefined
    if (!call || !isNew(call)) return next()
    const answer =
      background.phase === 'working' ? await carryOut(call) : refusal('The server is not ready. Try again.')
    res.type('text/plain').send(sealAnswer(config.secrets, call, answer))
  })

  async function carryOut({ act: name, input }: Call): Promise<Answer> {
    // Loaded with the first call: a start has no use for it.
    const act = (await import('./acts.ts')).actOf(name)
    if (!act) return refusal('The running server does not know this command: it is of another version.')
    log.info('command', { command: name })
    return act(deps, input).catch((error) => {
      log.error('command-failed', { command: name, error })
      return refusal('The server could not do it. Its log says why.')
    })
  }

  function isNew({ id, at }: Call): boolean {
    const now = Date.now()
    for (const [known, knownAt] of heard) if (knownAt < now - 2 * freshMs) heard.delete(known)
    if (heard.has(id) || at < since || Math.abs(now - at) > freshMs) return false
    heard.set(id, now)
    return true
  }

  return routes
}

const ofProxies = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip']

/** Nobody far away makes this process read more than a form, also not through a proxy on this machine. */
const fromHere: Handler = (req, _res, next) => {
  const { remoteAddress, localAddress } = req.socket
  const isPassedOn = ofProxies.some((name) => req.headers[name] !== undefined)
  next(remoteAddress === localAddress && !isPassedOn ? undefined : 'router')
}
