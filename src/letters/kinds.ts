// Over 120 lines: every letter there is, each described in one place.

/** What an administrator should know of a kind of letter before wording it anew. */
export interface LetterKind {
  title: string
  sentWhen: string
  /** Placeholders it may use, and what each stands for. Their names say how a letter sets them: `code`, a `…Link` is an address,
   *  `…With` a browser, `…By` an administrator, `until`, `at` and `…At` a moment, and `lifetimeMinutes` brings `lifetime`, the
   *  same in words. */
  placeholders: Record<string, string>
  /** Placeholders without which it would be of no use. */
  needs: string[]
}

const everywhere = {
  displayName: 'the name of the person',
  username: 'their username',
  organizationName: 'the name of this organisation',
  supportContact: 'whom to ask',
}
const request = {
  askedAt: 'when it was asked, in UTC',
  askedWith: 'browser and system it was asked from',
  askedFrom: 'IP address it was asked from',
}
const link = {
  link: 'the address to open; [words]({{link}}) alone on a line is the button',
  until: 'when the link ends, in UTC',
  lifetime: 'how long the link lives, such as “30 minutes”',
  lifetimeMinutes: 'the same as a bare number of minutes',
}

/** The letter with a code in place of a link. */
export const codeKind = 'password-reset-code'

/** The letter with a code that is entered as the password. */
export const forcedCodeKind = 'forced-reset-code'

/** Letters with a link, or a code, that resets a password while self-service reset is on. */
export const resetKinds: readonly string[] = Object.freeze([
  'password-reset',
  codeKind,
  'password-reset-sent',
  'forced-reset',
])

/** Letters with a link, or a code, that lets its holder choose a password. */
export const linkKinds: readonly string[] = Object.freeze([
  ...resetKinds,
  forcedCodeKind,
  'invitation',
  'address-restored',
])

const code = {
  code: 'the short code; alone on a line it is set large',
  codeLifetime: 'how long the code lives, such as “10 minutes”',
  codeLifetimeMinutes: 'the same as a bare number of minutes',
  notMeLink: 'the address that stops the request; [words]({{notMeLink}}) alone on a line is a quiet link',
}

/** The letters an administrator may word anew, by kind. */
export const letterKinds: Readonly<Record<string, LetterKind>> = Object.freeze({
  'password-reset': {
    title: 'Password reset',
    sentWhen: 'Somebody used “Forgot your Password?”.',
    placeholders: {
      ...everywhere,
      ...link,
      ...code,
      ...request,
    },
    needs: ['link'],
  },
  [codeKind]: {
    title: 'Password reset with a code',
    sentWhen: 'Somebody used “Forgot your Password?”, and a code is sent instead of a link.',
    placeholders: { ...everywhere, ...code, ...request },
    needs: ['code'],
  },
  'password-reset-sent': {
    title: 'Password reset from an administrator',
    sentWhen: 'An administrator sent a reset mail.',
    placeholders: { ...everywhere, ...link, askedAt: request.askedAt },
    needs: ['link'],
  },
  'forced-reset': {
    title: 'New password required',
    sentWhen: 'An administrator forced a password reset with a link.',
    placeholders: { ...everywhere, ...link, askedAt: request.askedAt },
    needs: ['link'],
  },
  [forcedCodeKind]: {
    title: 'New password required, with a code',
    sentWhen: 'An administrator forced a password reset with a code that is entered as the password.',
    placeholders: {
      ...everywhere,
      code: 'the one-time code; alone on a line it is set large',
      until: 'when the code ends, in UTC',
      lifetime: 'how long the code lives, such as “24 hours”',
      lifetimeMinutes: link.lifetimeMinutes,
      signInLink: 'the address of the sign-in page; [words]({{signInLink}}) alone on a line is a link',
      askedAt: 'when it was required, in UTC',
    },
    needs: ['code'],
  },
  'code-handed-out': {
    title: 'New password required, code shown to an administrator',
    sentWhen: 'An administrator forced a password reset with a code to pass on.',
    placeholders: {
      ...everywhere,
      at: 'when it happened, in UTC',
      until: 'when the code ends, in UTC',
      handedOutBy: 'the administrator who did',
    },
    needs: [],
  },
  'username-reminder': {
    title: 'Username',
    sentWhen: 'A program asked for somebody’s username to be mailed to them.',
    placeholders: { ...everywhere, askedAt: request.askedAt },
    needs: [],
  },
  'reset-reported': {
    title: 'Reset not asked for',
    sentWhen: 'Somebody pressed “This was not me” in a reset mail; this goes to every administrator.',
    placeholders: {
      ...everywhere,
      reporter: 'the username of the person who got the reset mail',
      askedAt: request.askedAt,
      at: 'when it was reported, in UTC',
      reportedFrom: 'IP address it was reported from',
    },
    needs: [],
  },
  'password-changed': {
    title: 'Password changed',
    sentWhen: 'A password was set with a link, or changed in My Account.',
    placeholders: { ...everywhere, ...request },
    needs: [],
  },
  invitation: {
    title: 'Invitation',
    sentWhen: 'An administrator added somebody.',
    placeholders: { ...everywhere, ...link, askedAt: request.askedAt, invitedBy: 'the administrator who invites' },
    needs: ['link'],
  },
  'address-changed': {
    title: 'Address changed',
    sentWhen: 'An administrator changed somebody’s e-mail address; this goes to the old one.',
    placeholders: { ...everywhere, at: 'when it happened, in UTC', changedBy: 'the administrator who did' },
    needs: [],
  },
  'confirm-address': {
    title: 'Confirm a new address',
    sentWhen: 'Somebody asked for another e-mail address in My Account; this goes to the new one.',
    placeholders: { ...everywhere, ...link, askedAt: request.askedAt },
    needs: ['link'],
  },
  'address-change-asked': {
    title: 'New address asked for',
    sentWhen: 'Somebody asked for another e-mail address in My Account; this goes to the present one.',
    placeholders: { ...everywhere, ...request },
    needs: [],
  },
  'address-in-use': {
    title: 'Address in use already',
    sentWhen: 'Somebody asked for an address that another person has; this goes to that person.',
    placeholders: { ...everywhere, askedAt: request.askedAt },
    needs: [],
  },
  'own-address-changed': {
    title: 'New address confirmed',
    sentWhen: 'Somebody confirmed their new e-mail address; this goes to the old one.',
    placeholders: {
      ...everywhere,
      ...request,
      undoLink: 'the address that undoes the change; [words]({{undoLink}}) alone on a line is a quiet link',
      undoEndsAt: 'when that link ends, in UTC',
    },
    needs: ['undoLink'],
  },
  'address-restored': {
    title: 'Former address put back',
    sentWhen: 'Somebody undid a change of their e-mail address; this goes to the former one, which counts again.',
    placeholders: { ...everywhere, ...link, ...request },
    needs: ['link'],
  },
  'address-taken-back': {
    title: 'Change of address undone',
    sentWhen: 'Somebody undid a change of their e-mail address; this goes to the one that is given up.',
    placeholders: { ...everywhere, askedAt: 'when it happened, in UTC' },
    needs: [],
  },
  'api-key-made': {
    title: 'API key made',
    sentWhen: 'An API key was made in an administrator’s name.',
    placeholders: {
      ...everywhere,
      keyName: 'what the key was called',
      askedAt: 'when it was made, in UTC',
      askedFrom: 'IP address it was made from',
      until: 'when it ends, in UTC',
    },
    needs: [],
  },
  'link-handed-out': {
    title: 'One-time link made',
    sentWhen: 'An administrator made a one-time link for somebody.',
    placeholders: {
      ...everywhere,
      at: 'when it happened, in UTC',
      until: link.until,
      handedOutBy: 'the administrator who did',
    },
    needs: [],
  },
})
