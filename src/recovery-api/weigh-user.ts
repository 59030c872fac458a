import type { RecoverySettings } from '../organization/settings.ts'
import { findByIdentifier, type Status, type User } from '../users/users.ts'

/** The switches for telling: WSO2's `notify_…`. */
export type Tells = Pick<
  RecoverySettings,
  'notifyUserExistence' | 'notifyRecoveryEmailExistence' | 'notifyUserAccountStatus'
>

export type UserFault = 'unknown-user' | 'no-address' | 'disabled' | 'invited' | 'locked'

/** What a program is told about the person it named, where the administrator switched telling on; undefined where nothing is told.
 *  With all switches off nobody is looked up, so that neither the answer nor its time depends on who exists. */
export async function tellableFault(identifier: string, tells: Tells): Promise<UserFault | undefined> {
  const { notifyUserExistence, notifyRecoveryEmailExistence, notifyUserAccountStatus } = tells
  const isSilent = !notifyUserExistence && !notifyRecoveryEmailExistence && !notifyUserAccountStatus
  return isSilent ? undefined : faultOf(await findByIdentifier(identifier), tells)
}

/** What is wrong with a person, as far as the switches let it be told. */
export function faultOf(user: User | undefined, tells: Tells): UserFault | undefined {
  if (!user) return tells.notifyUserExistence ? 'unknown-user' : undefined
  const byStatus: Partial<Record<Status, UserFault>> = {
    disabled: 'disabled',
    invited: 'invited',
    'reset-required': 'locked',
  }
  if (tells.notifyUserAccountStatus && byStatus[user.status]) return byStatus[user.status]
  return tells.notifyRecoveryEmailExistence && user.email === '' ? 'no-address' : undefined
}
