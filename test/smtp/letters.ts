import type { Letter, SmtpServer } from '../../src/deps.ts'

/** A letter as the queue would hand it over. */
export function aLetter(parts: Partial<Letter> = {}): Letter {
  return {
    messageId: 'event-1@id.example.org',
    date: new Date('2026-11-23T13:00:00Z'),
    from: { name: 'Example', address: 'noreply@example.org' },
    replyTo: undefined,
    to: { name: 'Alice', address: 'alice@example.org' },
    subject: 'Reset your password',
    text: 'Hello Alice',
    html: '<p>Hello Alice</p>',
    language: 'en',
    ...parts,
  }
}

/** A relay on this machine, plain unless said otherwise. */
export function aServer(port: number, parts: Partial<SmtpServer> = {}): SmtpServer {
  return {
    host: 'localhost',
    port,
    protection: 'None',
    userName: undefined,
    password: undefined,
    heloName: undefined,
    caCertificate: undefined,
    certificateFingerprint: undefined,
    ...parts,
  }
}
