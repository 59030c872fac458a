import type { Scope } from './scopes.ts'

/** What a key may do, as its maker reads it. */
export const scopeWords: Record<Scope, { text: string; hint: string }> = {
  recovery: {
    text: 'Recover accounts',
    hint: 'What clients of WSO2’s recovery API do: have reset mails sent, or get the code and set a password themselves, but no administrator’s.',
  },
  'settings:read': { text: 'See the configuration', hint: 'Everything but passwords and secrets.' },
  'settings:write': {
    text: 'Change the configuration',
    hint: 'Password reset, account recovery, organization and templates; never the SMTP server, which it may only test.',
  },
  'users:read': { text: 'See users', hint: 'Search, one user, timeline, export.' },
  'users:write': {
    text: 'Change users',
    hint: 'Create, import, edit, disable and unlock users, end their sessions, send reset mails.',
  },
  'mail:read': { text: 'See mail', hint: 'The queue and what the server said; never the words of a letter.' },
  'mail:write': { text: 'Change the mail queue', hint: 'Try letters again, cancel them, end a pause.' },
  'audit:read': { text: 'See the audit log', hint: 'Search, export and verify it.' },
  'metrics:read': { text: 'Read the metrics', hint: 'What Prometheus asks for: counts and times, no names.' },
}
