/** What is known of a provider: the fields to fill in, and what has to be arranged there. */
export interface SmtpPreset {
  name: string
  title: string
  fields: Record<string, string>
  note: string
}

const microsoft = { host: 'smtp.office365.com', port: '587', protection: 'StartTls' }
const google = { host: 'smtp.gmail.com', port: '587', protection: 'StartTls' }

/** The providers the form can be filled in for. Sources: Microsoft, "Authenticate an IMAP, POP or SMTP connection using OAuth";
 *  Google, "OAuth 2.0 Mechanism" and "Using OAuth 2.0 for Web Server Applications". */
export const presets: readonly SmtpPreset[] = [
  {
    name: 'microsoft-application',
    title: 'Microsoft 365, as an application',
    fields: {
      ...microsoft,
      authentication: 'client-credentials',
      token_endpoint: 'https://login.microsoftonline.com/TENANT/oauth2/v2.0/token',
      scope: 'https://outlook.office365.com/.default',
    },
    note: 'Replace TENANT by your directory (tenant) ID. The application needs the permission SMTP.SendAsApp and access to the mailbox; the mailbox address is the SMTP User Name.',
  },
  {
    name: 'microsoft-mailbox',
    title: 'Microsoft 365, as a mailbox',
    fields: {
      ...microsoft,
      authentication: 'refresh-token',
      token_endpoint: 'https://login.microsoftonline.com/TENANT/oauth2/v2.0/token',
      scope: 'https://outlook.office.com/SMTP.Send offline_access',
    },
    note: 'Replace TENANT by your directory (tenant) ID. The refresh token is the one the mailbox’s owner got by consenting to SMTP.Send; SMTP AUTH has to be allowed for that mailbox.',
  },
  {
    name: 'google',
    title: 'Google, as a mailbox',
    fields: {
      ...google,
      authentication: 'refresh-token',
      token_endpoint: 'https://oauth2.googleapis.com/token',
      scope: 'https://mail.google.com/',
    },
    note: 'The refresh token is the one the mailbox’s owner got by consenting to https://mail.google.com/. Tokens of an application in testing end after seven days.',
  },
  {
    name: 'google-password',
    title: 'Google, with an app password',
    fields: { ...google, authentication: 'password' },
    note: 'Turn on 2-Step Verification for the mailbox, create an app password for it, and enter that one.',
  },
]

/** The preset with this name; undefined for any other text. */
export function findPreset(name: unknown): SmtpPreset | undefined {
  return presets.find((preset) => preset.name === name)
}
