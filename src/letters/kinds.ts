/** What an administrator should know of a kind of letter before wording it anew. */
export interface LetterKind {
  title: string
  sentWhen: string
  /** Placeholders it may use, and what each stands for. */
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
  lifetimeMinutes: 'how many minutes the link lives',
}

/** The letters an administrator may word anew, by kind. */
export const letterKinds: Readonly<Record<string, LetterKind>> = Object.freeze({
  'password-reset': {
    title: 'Password reset',
    sentWhen: 'Somebody used “Forgot your Password?”, or an administrator sent a reset mail.',
    placeholders: { ...everywhere, ...link, ...request },
    needs: ['link'],
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
