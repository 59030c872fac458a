import { createHash } from 'node:crypto'
import type { Deps } from '../deps.ts'
import type { Settings } from '../organization/settings.ts'
import { digestToken, isToken, newToken } from '../security/tokens.ts'
import {
  type Channel,
  endFlow,
  type Flow,
  findFlow,
  noteRequest,
  storeFlow,
  takeRecovery,
  takeResend,
} from './flows.ts'
import { type Caller, handOverToken, recordCall, startRecovery } from './start-recovery.ts'

/** WSO2's MaxResendAttempts. */
const mostResends = 5
const leastLifeMinutes = 15
const minute = 60_000

/** Begins a flow for whoever is claimed, and gives the codes to go on with. Nobody is looked up for it. */
export async function beginFlow(
  deps: Deps,
  ask: { identifier: string; settings: Settings; caller: Caller },
): Promise<{ flowCode: string; recoveryCode: string }> {
  const { identifier, settings, caller } = ask
  const recoveryCode = newToken()
  const flowCode = flowCodeOf(recoveryCode)
  const lifeMinutes = Math.max(settings.system.linkLifetimeMinutes, leastLifeMinutes)
  const expiresAt = new Date(deps.clock.now().getTime() + lifeMinutes * minute)
  await recordCall(deps, { caller, call: 'v2 init' })
  await storeFlow({ id: digestToken(flowCode), identifier, recovery: digestToken(recoveryCode), expiresAt })
  return { flowCode, recoveryCode }
}

export type Sent =
  | { outcome: 'mailed'; resendCode: string }
  | { outcome: 'handed-over'; confirmationCode: string; resendCode: string }
  | { outcome: 'invalid' }
  | { outcome: 'used-up' }

/** The code that names a flow, made of its recovery code: both go to the same program, and neither is kept. */
export function flowCodeOf(recoveryCode: string): string {
  return createHash('sha256').update(`flow ${recoveryCode}`).digest('base64url')
}

/** Spends a recovery code: asks for a mail, or hands the confirmation code over. */
export async function recoverBy(
  deps: Deps,
  ask: { recoveryCode: string; channel: Channel; caller: Caller },
): Promise<Sent> {
  const { recoveryCode, channel, caller } = ask
  const resendCode = newToken()
  const next = { channel, resend: digestToken(resendCode), now: deps.clock.now() }
  const flow = isToken(recoveryCode) ? await takeRecovery(digestToken(recoveryCode), next) : undefined
  return flow ? send(deps, { flow, caller, call: 'v2 recover', resendCode }) : { outcome: 'invalid' }
}

/** Spends a resend code and does the same again. The fifth time is the last, and what comes after ends the flow. */
export async function resendBy(deps: Deps, ask: { resendCode: string; caller: Caller }): Promise<Sent> {
  const resendCode = newToken()
  const next = { resend: digestToken(resendCode), now: deps.clock.now() }
  const flow = isToken(ask.resendCode) ? await takeResend(digestToken(ask.resendCode), next) : undefined
  if (!flow) return { outcome: 'invalid' }
  if (flow.resends >= mostResends) {
    await endFlow(flow.id)
    return { outcome: 'used-up' }
  }
  return send(deps, { flow, caller: ask.caller, call: 'v2 resend', resendCode })
}

async function send(deps: Deps, due: { flow: Flow; caller: Caller; call: string; resendCode: string }): Promise<Sent> {
  const { flow, resendCode, ...by } = due
  const ask = { identifier: flow.identifier, ...by }
  if (flow.channel === 'EXTERNAL')
    return { outcome: 'handed-over', confirmationCode: await handOverToken(deps, ask), resendCode }
  const at = deps.clock.now().getTime()
  const id = await startRecovery(deps, { ...ask, withCode: true })
  await noteRequest(flow.id, { id, at })
  return { outcome: 'mailed', resendCode }
}

/** The live flow that a code names; undefined for every other text. */
export async function flowOf(deps: Deps, code: unknown): Promise<Flow | undefined> {
  return isToken(code) ? findFlow(digestToken(code), deps.clock.now()) : undefined
}
