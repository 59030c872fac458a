/** The plain name of every action, when it was done and when it was refused; pages and timelines share it. */
const words: Record<string, { done: string; refused?: string }> = {
  'setup.link-shown': { done: 'Link for the first run shown at the command line' },
  'setup.completed': { done: 'Became the first administrator' },
  'sign-in': { done: 'Signed in', refused: 'Sign-in refused' },
  'console.sign-in': { done: 'Signed in to the console', refused: 'Sign-in to the console refused' },
  'sign-in.one-time-code': { done: 'One-time code entered in place of the password' },
  'console.proof': { done: 'Showed the password again', refused: 'Showed a wrong password' },
  'password.changed': { done: 'Password changed', refused: 'Password not changed' },
  'email.change-asked': { done: 'New e-mail address asked for', refused: 'New e-mail address refused' },
  'email.change-cancelled': { done: 'New e-mail address not wanted any more' },
  'email.changed': { done: 'E-mail address changed', refused: 'E-mail address not changed' },
  'email.change-undone': {
    done: 'Former e-mail address put back',
    refused: 'Former e-mail address not put back',
  },
  'language.changed': { done: 'Language chosen' },
  'profile.changed': { done: 'Profile changed' },
  'session.ended': { done: 'Session ended' },
  'sessions.ended': { done: 'All sessions ended' },
  'password-reset.link-issued': {
    done: 'Password reset asked for, mail queued',
    refused: 'Password reset asked for, no mail sent',
  },
  'username.reminded': { done: 'Username asked for, mail queued', refused: 'Username asked for, no mail sent' },
  'password-reset.link-opened': { done: 'Link opened (perhaps by a mail scanner)' },
  'invitation.opened': { done: 'Invitation opened' },
  'password-reset.code-entered': { done: 'Mailed code entered in place of the link', refused: 'Mailed code refused' },
  'password-reset.completed': { done: 'New password chosen with the link' },
  'password-reset.reported': { done: 'Reported as not asked for' },
  'password-reset.one-time-link': { done: 'One-time link shown to an administrator' },
  'api.sign-in': { done: 'Signed in to the API', refused: 'Sign-in to the API refused' },
  'api-key.created': { done: 'API key created' },
  'api-key.revoked': { done: 'API key revoked' },
  'api.recovery': { done: 'Recovery API called', refused: 'Recovery API called with a wrong code' },
  'invitation.accepted': { done: 'Password chosen with the invitation' },
  'user.created': { done: 'Account created, invitation queued' },
  'user.invited-again': { done: 'New invitation queued' },
  'user.changed': { done: 'Account changed' },
  'user.roles-changed': { done: 'Roles changed', refused: 'Roles not changed' },
  'user.reset-forced': { done: 'New password required', refused: 'New password not required' },
  'user.disabled': { done: 'Account disabled', refused: 'Account not disabled' },
  'user.enabled': { done: 'Account enabled' },
  'user.unlocked': { done: 'Account unlocked' },
  'users.imported': { done: 'Users imported', refused: 'Import refused' },
  'users.exported': { done: 'Users exported' },
  'smtp.tested': { done: 'SMTP test succeeded', refused: 'SMTP test failed' },
  'smtp.changed': { done: 'SMTP server configuration saved' },
  'system.changed': { done: 'System configuration saved' },
  'recovery.changed': { done: 'Account recovery saved' },
  'organization.changed': { done: 'Organization details saved' },
  'template.changed': { done: 'Mail template saved' },
  'template.restored': { done: 'Mail template restored' },
  'mail.retried': { done: 'Mail sent to the queue again', refused: 'Mail not tried again' },
  'mail.cancelled': { done: 'Mail cancelled', refused: 'Mail not cancelled' },
  'mail.resumed': { done: 'Paused mail queue resumed' },
  'data.backed-up': { done: 'Backup made' },
  'data.restored': { done: 'Everything restored from a backup' },
  'data.move-begun': { done: 'Move to another database begun' },
  'audit.exported': { done: 'Audit log exported' },
  'audit.verification-started': { done: 'Check of the audit log begun' },
  'audit.head-noted': {
    done: 'Newest entry of the audit log noted anew',
    refused: 'Newest entry of the audit log not noted anew',
  },
  'audit.verified': { done: 'Audit log found whole', refused: 'Audit log found damaged' },
}

/** What happened, in plain words; an action without words of its own is spelled out. */
export function inPlainWords({ action, outcome }: { action: string; outcome: string }): string {
  const known = words[action]
  if (known) return outcome === 'refused' ? (known.refused ?? `${known.done}: refused`) : known.done
  const text = action.replaceAll(/[.-]/g, ' ')
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${outcome === 'refused' ? ': refused' : ''}`
}

/** Every action with words, by its words, for a list to choose from. */
export const knownActions: readonly { action: string; text: string }[] = Object.entries(words)
  .map(([action, { done }]) => ({ action, text: done }))
  .sort((a, b) => a.text.localeCompare(b.text, 'en'))
