import { canonicalAddress } from '../mail/address.ts'
import type { Invitee } from './invite.ts'
import { usernameKey } from './names.ts'
import type { LineFault } from './read-csv.ts'
import { findHolders } from './search.ts'

/** A person as a line of a file names one, checked for itself. */
export interface Candidate extends Invitee {
  line: number
}

/** What an import would do: whom it creates, whom it finds there already, and why it does nothing at all. */
export interface ImportPlan {
  fresh: Candidate[]
  known: Candidate[]
  faults: LineFault[]
}

interface Keys {
  usernameKey: string
  emailKey: string
}

/** Weighs people of a file against one another and against those there are. Somebody with the same username and address is there already,
 *  which is no fault, so that a file whose import was cut short can be imported again. Changes nothing. */
export async function planImport(candidates: Candidate[]): Promise<ImportPlan> {
  const keyed = candidates.map((candidate) => ({ candidate, ...keysOf(candidate) }))
  const holders = await findHolders({
    usernameKeys: keyed.map((one) => one.usernameKey),
    emailKeys: keyed.map((one) => one.emailKey),
  })
  const addressOf = new Map(holders.map((one) => [one.usernameKey, one.emailKey]))
  const nameOf = new Map(holders.map((one) => [one.emailKey, one.usernameKey]))
  const lineOf = new Map<string, number>()
  const plan: ImportPlan = { fresh: [], known: [], faults: [] }
  for (const { candidate, usernameKey, emailKey } of keyed) {
    const { line } = candidate
    const reason =
      repeated(lineOf, `u ${usernameKey}`, 'username') ??
      repeated(lineOf, `e ${emailKey}`, 'e-mail address') ??
      taken(addressOf.get(usernameKey), emailKey, 'username') ??
      taken(nameOf.get(emailKey), usernameKey, 'e-mail address')
    for (const key of [`u ${usernameKey}`, `e ${emailKey}`]) if (!lineOf.has(key)) lineOf.set(key, line)
    if (reason) plan.faults.push({ line, reason })
    else (addressOf.has(usernameKey) ? plan.known : plan.fresh).push(candidate)
  }
  return plan
}

function keysOf({ username, email }: Candidate): Keys {
  return { usernameKey: usernameKey(username), emailKey: canonicalAddress(email)?.key ?? '' }
}

function repeated(lineOf: Map<string, number>, key: string, what: string): string | undefined {
  const line = lineOf.get(key)
  return line === undefined ? undefined : `Line ${line} has the same ${what}.`
}

function taken(held: string | undefined, own: string, what: string): string | undefined {
  return held === undefined || held === own ? undefined : `Another user has this ${what}.`
}
