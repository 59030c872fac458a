import type { Deps, Diagnosis } from '../deps.ts'
import { takeQuota } from '../security/quota.ts'
import { sendTest } from '../smtp/send-test.ts'
import { displayName } from '../users/names.ts'
import type { User } from '../users/users.ts'
import { toMailSettings } from './mail-settings.ts'
import { readSettings, type Settings, type SmtpSettings } from './settings.ts'
import { findSecrets, record, type SmtpAct } from './smtp-act.ts'
import { findDraft, keepDraft, type SmtpDraft } from './smtp-drafts.ts'
import { endpointOf, fingerprint, neededFor, type SmtpSecrets, sealSecrets } from './smtp-secrets.ts'

export type Tested =
  | { outcome: 'tried'; to: string; diagnosis: Diagnosis }
  | { outcome: 'secrets-needed'; missing: (keyof SmtpSecrets)[] }
  | { outcome: 'too-many' }
  | { outcome: 'too-many-at-once' }

type SmtpTest = SmtpAct & { by: User; recipient: string }

/** A test opens connections wherever the form says, so it shall not serve to scan a network. Source: OWASP ASVS 2.4.1. */
const testLimit = { limit: 5, windowMs: 60_000 }
/** A silent server holds a test for ten seconds; so many may wait like that in this process. */
const atOnce = 2
let underWay = 0

/** Tries the values on the screen by sending one real mail, and saves nothing. Secrets that were typed are kept for this session
 *  and this endpoint for ten minutes, so that they need not be typed again for saving. */
export async function testSmtp(deps: Deps, act: SmtpTest): Promise<Tested> {
  const { secrets } = deps.config
  const settings = await readSettings()
  const startedAt = deps.clock.now()
  const draft = await findDraft(act.sessionId, startedAt)
  const { found, missing } = findSecrets(secrets, act, { saved: settings.smtp, draft })
  if (missing.length > 0) return { outcome: 'secrets-needed', missing }
  if (underWay >= atOnce) return { outcome: 'too-many-at-once' }
  underWay += 1
  try {
    const within = await takeQuota({ ...testLimit, name: `smtp test ${act.by.id}`, now: startedAt })
    return within ? await tryOut(deps, act, { settings, found }) : { outcome: 'too-many' }
  } finally {
    underWay -= 1
  }
}

async function tryOut(
  deps: Deps,
  act: SmtpTest,
  { settings, found }: { settings: Settings; found: SmtpSecrets },
): Promise<Tested> {
  const to = { name: displayName(act.by), address: act.recipient || act.by.email }
  const diagnosis = await sendTest(deps, {
    settings: toMailSettings(act.values, found),
    to,
    askedBy: act.by.username,
    organizationName: settings.organizationName,
    supportContact: settings.supportContact,
    language: act.by.language,
  })
  const { failure, newRefreshToken } = diagnosis
  const used = newRefreshToken ? { ...found, refreshToken: newRefreshToken } : found
  const tried = { act, used, saved: settings.smtp, succeeded: !failure }
  await keepDraft(act.sessionId, toDraft(deps, tried), deps.clock.now())
  await record(deps, act, {
    action: 'smtp.tested',
    outcome: failure ? 'refused' : 'done',
    note: failure ? `failed at ${failure.stage}` : 'accepted',
  })
  return { outcome: 'tried', to: to.address, diagnosis }
}

/** Secrets that failed do not come before those saved for the same endpoint: they may be the mistake. */
function toDraft(
  { config: { secrets }, clock }: Deps,
  tried: { act: SmtpAct; used: SmtpSecrets; saved: SmtpSettings | undefined; succeeded: boolean },
): SmtpDraft {
  const { act, used, saved, succeeded } = tried
  const endpoint = endpointOf(act.values)
  const savedForIt = saved !== undefined && hasSecrets(saved) && endpointOf(saved) === endpoint
  return {
    endpoint,
    ...(succeeded || !savedForIt ? sealSecrets(secrets, used) : {}),
    ...(succeeded && { tested: fingerprint(secrets, act.values, used), testedAt: clock.now() }),
  }
}

function hasSecrets({ authentication }: SmtpSettings): boolean {
  return neededFor[authentication].length > 0
}
