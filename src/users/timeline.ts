const words: Record<string, string> = {
  'setup.completed done': 'Became the first administrator',
  'user.created done': 'Created, and an invitation queued',
  'user.invited-again done': 'A new invitation queued',
  'user.disabled done': 'Disabled',
  'user.enabled done': 'Enabled',
  'invitation.accepted done': 'Chose a password with the invitation',
  'sign-in done': 'Signed in',
  'sign-in refused': 'A sign-in was refused',
  'console.sign-in done': 'Signed in to the console',
  'console.sign-in refused': 'A sign-in to the console was refused',
  'password.changed done': 'Changed the password',
  'profile.changed done': 'Changed the profile',
  'password-reset.link-issued done': 'Asked for a password reset; the mail was queued',
  'password-reset.link-issued refused': 'Asked for a password reset; no mail was sent',
  'password-reset.completed done': 'Chose a new password with the link',
}

/** An audit entry as a line of a person's timeline. */
export function describe(entry: {
  action: string
  outcome: string
  address: string
  detail?: string | undefined
}): string {
  const what = words[`${entry.action} ${entry.outcome}`] ?? entry.action
  const why = entry.detail ? ` (${entry.detail})` : ''
  return `${what}${why}${entry.address ? `, from ${entry.address}` : ''}`
}
