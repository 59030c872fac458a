// Over 120 lines: all that an administrator may change is one document, and its shape stands in this one place.

import mongoose from 'mongoose'
import { duplicateFields } from '../database/duplicate.ts'
import type { Template } from '../letters/shipped.ts'
import { type ProofLimits, usualProofLimits } from '../security/demand.ts'
import { type GuessLimits, usualGuessLimits } from '../security/guess-limits.ts'
import { defaultMinimumLength } from '../security/password-rules.ts'
import { type SessionLimits, usualLimits } from '../sessions/store.ts'

export type Protection = 'None' | 'StartTls' | 'SslTls'
export type Trust = 'system' | 'ca' | 'pin'

export type Authentication = 'none' | 'password' | 'client-credentials' | 'refresh-token'

/** The SMTP form as saved; password, client secret and refresh token only in their sealed boxes. */
export interface SmtpSettings {
  host: string
  port: number
  protection: Protection
  authentication: Authentication
  userName: string
  sealedPassword?: string | undefined
  tokenEndpoint: string
  clientId: string
  scope: string
  sealedClientSecret?: string | undefined
  sealedRefreshToken?: string | undefined
  fromName: string
  fromEmail: string
  replyTo: string
  trust: Trust
  caCertificate: string
  certificateFingerprint: string
  heloName: string
  /** When a test with exactly these values succeeded, if one did. */
  testedAt?: Date | undefined
}

/** The switches of the System Configuration tab. */
export interface SystemSettings {
  selfServiceReset: boolean
  /** When reset was last switched on: links made before are dead, also after it is switched on again. */
  resetOpenSince?: Date | undefined
  linkLifetimeMinutes: number
  notifyOnSuccess: boolean
  minimumPasswordLength: number
  resetLimits: { perPerson: number; perClient: number; everyone: number }
  guessLimits: GuessLimits
  proofLimits: ProofLimits
  sessionLimits: SessionLimits
}

/** The Account Recovery tab: what WSO2 keeps under the connector of that name. */
export interface RecoverySettings {
  /** Whether programs may have people's usernames mailed to them. */
  usernameRecovery: boolean
  /** Whether reset mails that somebody asked for carry a code alone, to be entered where it was asked for. */
  codeInsteadOfLink: boolean
  /** How many of a person's latest passwords may not be chosen again, the present one among them; 0 keeps no history. */
  passwordHistory: number
  /** The ways an administrator may make somebody choose a new password. */
  forcedReset: { link: boolean; code: boolean; offlineCode: boolean }
  /** What the recovery API tells programs, by WSO2's names `notify_user_existence`, `notify_recovery_email_existence` and
   *  `notify_user_account_status`. All off: known and unknown people are answered alike. */
  notifyUserExistence: boolean
  notifyRecoveryEmailExistence: boolean
  notifyUserAccountStatus: boolean
}

/** How the organisation appears. `brandColor` is `#rrggbb`; `logo` names a picture kept by `keepLogo`. */
export interface Appearance {
  organizationName: string
  supportContact: string
  brandColor: string
  logo?: string | undefined
}

export interface Settings extends Appearance {
  smtp?: SmtpSettings | undefined
  system: SystemSettings
  recovery: RecoverySettings
}

/** Letters still to be worded so, by `<kind>/<language>`; null stands for the words the product brings. */
export interface LettersToWord {
  since: Date
  letters: { name: string; wording: Template | null }[]
}

/** Sections as they are to be from now on; a logo of null is taken away, what is left out or undefined stays. */
export interface Sections {
  smtp?: SmtpSettings
  system?: SystemSettings
  recovery?: RecoverySettings
  appearance?: Omit<Appearance, 'logo'> & { logo: string | null | undefined }
  lettersToWord?: LettersToWord
}

type Stored = {
  _id: string
  /** How often the document was written. */
  revision?: number
  lettersToWord?: LettersToWord
  smtp?: SmtpSettings
  system?: Partial<SystemSettings>
  recovery?: Partial<RecoverySettings>
} & Partial<Appearance>

const { Mixed } = mongoose.Schema.Types
const schema = new mongoose.Schema<Stored>(
  {
    _id: String,
    revision: Number,
    lettersToWord: Mixed,
    smtp: Mixed,
    system: Mixed,
    recovery: Mixed,
    organizationName: String,
    supportContact: String,
    brandColor: String,
    logo: String,
  },
  { collection: 'settings', versionKey: false, strict: 'throw', strictQuery: 'throw', minimize: false },
)
const Documents = mongoose.model<Stored>('Settings', schema)
const documentId = 'organization'

/** The colour of public/app.css. */
export const defaultColour = '#0f5a47'

/** The link lives 30 minutes: NIST SP 800-63B-4 §4.2.1.2 allows 24 h, OWASP WSTG-ATHN-09 rarely more than one. */
const defaults: Settings = {
  organizationName: 'Latchkey',
  supportContact: '',
  brandColor: defaultColour,
  system: {
    selfServiceReset: false,
    linkLifetimeMinutes: 30,
    notifyOnSuccess: true,
    minimumPasswordLength: defaultMinimumLength,
    resetLimits: { perPerson: 3, perClient: 30, everyone: 1000 },
    guessLimits: usualGuessLimits,
    proofLimits: usualProofLimits,
    sessionLimits: usualLimits,
  },
  recovery: {
    usernameRecovery: false,
    codeInsteadOfLink: false,
    passwordHistory: 0,
    forcedReset: { link: true, code: false, offlineCode: false },
    notifyUserExistence: false,
    notifyRecoveryEmailExistence: false,
    notifyUserAccountStatus: false,
  },
}

/** The settings as they are now. Read at every request, so that a change is seen by every process at once. */
export async function readSettings(): Promise<Settings> {
  return (await readRevision()).settings
}

/** The settings as they are now, and which writing of them this is. */
export async function readRevision(): Promise<{ settings: Settings; revision: number }> {
  const stored = await Documents.findById(documentId, { lettersToWord: 0 }).lean()
  const settings = {
    ...defaults,
    organizationName: stored?.organizationName ?? defaults.organizationName,
    supportContact: stored?.supportContact ?? defaults.supportContact,
    brandColor: stored?.brandColor ?? defaults.brandColor,
    logo: stored?.logo,
    smtp: stored?.smtp,
    system: { ...defaults.system, ...stored?.system },
    recovery: { ...defaults.recovery, ...stored?.recovery },
  }
  return { settings, revision: stored?.revision ?? 0 }
}

/** Writes sections in one step, all or none. False, with nothing written, where the settings are no longer of this revision. */
export async function writeSettings(sections: Sections, revision: number): Promise<boolean> {
  const filter = { _id: documentId, revision: revision === 0 ? { $exists: false } : revision }
  try {
    const change = { ...changeOf(sections), $inc: { revision: 1 } }
    const done = await Documents.updateOne(filter, change, { upsert: revision === 0 })
    return done.matchedCount + done.upsertedCount > 0
  } catch (error) {
    // The document is there and has a revision: it cannot be inserted a second time.
    if (duplicateFields(error)) return false
    throw error
  }
}

/** Writes sections over whatever revision is there: what nobody else decides on at the same time. */
async function overwrite(sections: Sections): Promise<void> {
  await Documents.updateOne({ _id: documentId }, { ...changeOf(sections), $inc: { revision: 1 } }, { upsert: true })
}

function changeOf({ appearance, ...sections }: Sections) {
  const { logo, ...fields } = appearance ?? { logo: undefined }
  const $set = { ...sections, ...fields, ...(logo && { logo }) }
  return { $set, ...(logo === null && { $unset: { logo: 1 as const } }) }
}

/** Letters that settings written earlier say are still to be worded; undefined where none are. */
export async function readLettersToWord(): Promise<LettersToWord | undefined> {
  return (await Documents.findById(documentId, { lettersToWord: 1 }).lean())?.lettersToWord
}

/** Forgets letters that are worded by now, unless others have taken their place. */
export async function dropLettersToWord({ since }: LettersToWord): Promise<void> {
  await Documents.updateOne({ _id: documentId, 'lettersToWord.since': since }, { $unset: { lettersToWord: 1 } })
}

/** Puts one sealed refresh token in the place of another, unless somebody saved a third one meanwhile. */
export async function replaceRefreshToken({ from, to }: { from: string; to: string }): Promise<void> {
  await Documents.updateOne(
    { _id: documentId, 'smtp.sealedRefreshToken': from },
    { $set: { 'smtp.sealedRefreshToken': to }, $inc: { revision: 1 } },
  )
}

/** Puts SMTP settings in the place of others, unasked: for a house that is being furnished. */
export function saveSmtp(smtp: SmtpSettings): Promise<void> {
  return overwrite({ smtp })
}

/** Puts a system configuration in the place of another, unasked: for a house that is being furnished. */
export function saveSystem(system: SystemSettings): Promise<void> {
  return overwrite({ system })
}

/** Puts an account recovery in the place of another, unasked: for a house that is being furnished. */
export function saveRecovery(recovery: RecoverySettings): Promise<void> {
  return overwrite({ recovery })
}

/** Says how the organisation appears, unasked: for a house that is being furnished. */
export function saveAppearance(appearance: NonNullable<Sections['appearance']>): Promise<void> {
  return overwrite({ appearance })
}

/** Whether self-service reset can work: it is on, and there is a relay to mail through. */
export function isResetOpen(settings: Settings): boolean {
  return settings.system.selfServiceReset && settings.smtp !== undefined
}
