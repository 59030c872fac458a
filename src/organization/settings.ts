// Over 120 lines: all that an administrator may change is one document, and its shape stands in this one place.

import mongoose from 'mongoose'
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

type Stored = {
  _id: string
  smtp?: SmtpSettings
  system?: Partial<SystemSettings>
  recovery?: Partial<RecoverySettings>
} & Partial<Appearance>

const { Mixed } = mongoose.Schema.Types
const schema = new mongoose.Schema<Stored>(
  {
    _id: String,
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
  const stored = await Documents.findById(documentId).lean()
  return {
    ...defaults,
    organizationName: stored?.organizationName ?? defaults.organizationName,
    supportContact: stored?.supportContact ?? defaults.supportContact,
    brandColor: stored?.brandColor ?? defaults.brandColor,
    logo: stored?.logo,
    smtp: stored?.smtp,
    system: { ...defaults.system, ...stored?.system },
    recovery: { ...defaults.recovery, ...stored?.recovery },
  }
}

/** Saves the SMTP form whole. */
export async function saveSmtp(smtp: SmtpSettings): Promise<void> {
  await Documents.updateOne({ _id: documentId }, { $set: { smtp } }, { upsert: true })
}

/** Puts one sealed refresh token in the place of another, unless somebody saved a third one meanwhile. */
export async function replaceRefreshToken({ from, to }: { from: string; to: string }): Promise<void> {
  await Documents.updateOne(
    { _id: documentId, 'smtp.sealedRefreshToken': from },
    { $set: { 'smtp.sealedRefreshToken': to } },
  )
}

/** Saves the System Configuration tab whole. */
export async function saveSystem(system: SystemSettings): Promise<void> {
  await Documents.updateOne({ _id: documentId }, { $set: { system } }, { upsert: true })
}

/** Saves the Account Recovery tab whole. */
export async function saveRecovery(recovery: RecoverySettings): Promise<void> {
  await Documents.updateOne({ _id: documentId }, { $set: { recovery } }, { upsert: true })
}

/** Saves how the organisation appears; null takes the logo away, undefined leaves it as it is. */
export async function saveAppearance(
  appearance: Omit<Appearance, 'logo'> & { logo: string | null | undefined },
): Promise<void> {
  const { logo, ...fields } = appearance
  const change = { $set: { ...fields, ...(logo && { logo }) }, ...(logo === null && { $unset: { logo: 1 as const } }) }
  await Documents.updateOne({ _id: documentId }, change, { upsert: true })
}

/** Whether self-service reset can work: it is on, and there is a relay to mail through. */
export function isResetOpen(settings: Settings): boolean {
  return settings.system.selfServiceReset && settings.smtp !== undefined
}
