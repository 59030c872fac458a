import type { LetterRow } from '../../src/mail/queue.ts'

export const seconds = 1_000
export const minutes = 60 * seconds
export const hours = 60 * minutes

/** A password-reset letter for Alice that lives for 30 minutes. */
export function aRow(parts: Partial<LetterRow> = {}): LetterRow {
  const createdAt = parts.createdAt ?? new Date('2026-11-23T12:00:00Z')
  return {
    _id: 'event-1',
    kind: 'password-reset',
    to: { name: 'Alice', address: 'alice@example.org' },
    userId: 'alice',
    language: 'en',
    placeholders: {
      organizationName: 'Example',
      displayName: 'Alice',
      username: 'alice',
      lifetimeMinutes: '30',
      until: '2026-11-23 12:30 UTC',
      askedAt: '2026-11-23 12:00 UTC',
      askedFrom: '203.0.113.7',
      askedWith: 'Firefox on Linux',
      supportContact: 'help@example.org',
    },
    sealed: null,
    messageId: `${parts._id ?? 'event-1'}@id.example.org`,
    expiresAt: new Date(createdAt.getTime() + 30 * minutes),
    createdAt,
    ...parts,
  }
}
