import { type Fault, fault } from '../api/answers.ts'
import type { UserFault } from './weigh-user.ts'

/** The faults of WSO2's version 0.9 that can happen here, by the codes its clients know. */
export const faults = {
  resetOff: fault(400, '20017', 'Password recovery by notification is not enabled'),
  usernameRecoveryOff: fault(400, '20031', 'Username recovery is not enabled'),
  usernameNotHandedOver: fault(
    400,
    '20031',
    'A program gets usernames itself only while notify_user_existence is on: leave notify out, or say true',
  ),
  nobodyClaimed: fault(400, '400', 'Claim a username or an e-mail address'),
  severalUsers: fault(400, '20032', 'The claims name several users'),
  unknownUser: fault(400, '18003', 'There is no such user'),
  noAddress: fault(400, '18018', 'The user has no e-mail address'),
  noMobile: fault(400, '18021', 'There is no mobile number: text messages are not sent'),
  locked: fault(400, '17003', 'The account is locked until its owner has chosen a new password'),
  disabled: fault(400, '17004', 'The account is disabled'),
  invited: fault(400, '17006', 'The account waits for its owner to choose the first password'),
  unknownTenant: fault(400, '18016', 'There is no such tenant'),
  otherTenant: fault(400, 'UAR-10005', 'The tenant domain does not match that of the user'),
  unknownRealm: fault(400, '17008', 'There is no such user store: the only one is PRIMARY'),
  unknownChannel: fault(400, 'UAR-10004', 'There is no such channel'),
  callback: fault(500, '20044', 'The callback is not an address of this organisation'),
  invalidCode: fault(400, '18001', 'The code is not valid'),
  otherStep: fault(400, '18001', 'The code is not one of this step'),
  nothingPending: fault(400, '20024', 'There is no password recovery to send again'),
  noCaptcha: fault(400, 'INVALID', 'There is no captcha here: limits and waiting times take its place'),
  unknownCaptcha: fault(400, 'INVALID', 'There is no captcha of this type'),
  notSet: fault(500, '18013', 'The server could not do it. Its log says why, under this traceId'),
} satisfies Record<string, Fault>

/** What version 0.9 says of a person who is known. */
export const personFaults: Record<Exclude<UserFault, 'unknown-user'>, Fault> = {
  'no-address': faults.noAddress,
  disabled: faults.disabled,
  invited: faults.invited,
  locked: faults.locked,
}

/** A refused password: the sentence says why. */
export function policyFault(description: string): Fault {
  return fault(400, '20035', description)
}

/** A password that was the person's own before: it is told apart, since clients go on with another key there. */
export function historyFault(description: string): Fault {
  return fault(412, '22001', description)
}

/** The same for the newer version, by its HTTP statuses. */
export const newerFaults = {
  resetOff: fault(403, 'PWR-10002', 'Password recovery by notification is not enabled'),
  otherTenant: fault(409, 'UAR-10005', 'The tenant domain does not match that of the user'),
  unknownUser: fault(404, 'UAR-10002', 'No user found'),
  noChannel: fault(404, 'UAR-10003', 'The user has no channel for notifications'),
  disabled: fault(403, 'PWR-10004', 'The account is disabled'),
  locked: fault(403, 'PWR-10004', 'The account is locked until its owner has chosen a new password'),
  severalUsers: fault(409, 'UAR-10007', 'The claims name several users'),
  unknownChannel: fault(400, 'UAR-10004', 'There is no such channel'),
  recoveryCode: fault(406, 'UAR-10013', 'The recovery code is not valid'),
  resendCode: fault(406, 'UAR-10012', 'The resend code is not valid'),
  confirmationCode: fault(406, 'UAR-10001', 'The code is not valid'),
  usedUp: fault(406, 'UAR-10015', 'Too many tries: begin again'),
  policy: (description: string) => fault(412, 'PWR-10006', description),
  history: (description: string) => fault(412, 'PWR-10005', description),
}
