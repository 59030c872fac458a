import type { Deps } from '../deps.ts'
import { plainDigits } from '../password-reset/plain-digits.ts'
import { redeemCode } from '../password-reset/redeem-code.ts'
import { identifierKey, keysOf } from '../users/names.ts'
import { type Finished, finishRecovery, type Owner, validateCode } from './finish-recovery.ts'
import { countFailure, endFlow, type Flow, forgiveFailure } from './flows.ts'
import { flowOf } from './lead-flow.ts'
import { type Caller, recordCall } from './start-recovery.ts'

/** WSO2's MaxFailedAttempts. */
const mostFailures = 3

/** Changes a proof for the code that a password is chosen with: the mailed eight digits, given with the code that names the flow, or the
 *  token of a link. Three wrong ones end the flow. Undefined for everything that does not count, whatever the reason. */
export async function confirm(
  deps: Deps,
  input: { code: string; otp: string | undefined; caller: Caller },
): Promise<string | undefined> {
  const { code, otp, caller } = input
  if (otp === undefined) return (await validateCode(deps, code)).outcome === 'live' ? code : undefined
  const named = await flowOf(deps, code)
  const flow = named && (await countFailure(named.id, { most: mostFailures, now: deps.clock.now() }))
  if (!flow) return undefined
  const { identifier, requests } = flow
  const asked = { identifier, requests }
  const done = await redeemCode(deps, { asked, code: plainDigits(otp), address: caller.address })
  const isRight = done.outcome === 'right'
  await settle(flow, isRight)
  await recordCall(deps, { caller, call: 'v2 confirm', outcome: isRight ? 'done' : 'refused' })
  return isRight ? done.token : undefined
}

/** Chooses a new password with a confirmed code, inside the flow it belongs to; after it the flow is over. A refused password leaves both
 *  as they are. 'used-up' when this was the last wrong code. */
export async function resetInFlow(
  deps: Deps,
  input: { flowCode: unknown; resetCode: string; password: string; caller: Caller },
): Promise<Finished | { outcome: 'used-up' }> {
  const { flowCode, resetCode: token, password, caller } = input
  const named = await flowOf(deps, flowCode)
  const flow = named && (await countFailure(named.id, { most: mostFailures, now: deps.clock.now() }))
  if (!flow) return { outcome: 'dead-link' }
  const valid = await validateCode(deps, token)
  const isOfFlow = valid.outcome === 'live' && isAbout(flow, valid.owner)
  const done = isOfFlow
    ? await finishRecovery(deps, { token, password, caller, call: 'v2 reset' })
    : { outcome: valid.outcome === 'closed' ? ('closed' as const) : ('dead-link' as const) }
  if (done.outcome === 'changed') await endFlow(flow.id)
  else await settle(flow, done.outcome !== 'dead-link')
  return done.outcome === 'dead-link' && flow.failures >= mostFailures ? { outcome: 'used-up' } : done
}

async function settle(flow: Flow, isRight: boolean): Promise<void> {
  if (isRight) return forgiveFailure(flow.id)
  if (flow.failures >= mostFailures) await endFlow(flow.id)
}

function isAbout(flow: Flow, owner: Owner): boolean {
  return keysOf(owner).includes(identifierKey(flow.identifier))
}
