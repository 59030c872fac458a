import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { callbackIn } from '../../src/recovery-api/properties.ts'
import * as v2Forms from '../../src/recovery-api/v2-forms.ts'
import * as v09Forms from '../../src/recovery-api/v09-forms.ts'
import { faultOf } from '../../src/recovery-api/weigh-user.ts'
import type { User } from '../../src/users/users.ts'

const silent = { notifyUserExistence: false, notifyRecoveryEmailExistence: false, notifyUserAccountStatus: false }
const person = { status: 'active', email: 'alice@example.test' } as User

describe('what a program is told about a person', () => {
  const rows: [string, User | undefined, Partial<typeof silent>, string | undefined][] = [
    ['unknown user, silent', undefined, {}, undefined],
    ['unknown user, notify_user_existence', undefined, { notifyUserExistence: true }, 'unknown-user'],
    ['no e-mail, silent', { ...person, email: '' }, {}, undefined],
    [
      'no e-mail, notify_recovery_email_existence',
      { ...person, email: '' },
      { notifyRecoveryEmailExistence: true },
      'no-address',
    ],
    ['disabled account, silent', { ...person, status: 'disabled' }, {}, undefined],
    [
      'disabled account, notify_user_account_status',
      { ...person, status: 'disabled' },
      { notifyUserAccountStatus: true },
      'disabled',
    ],
    [
      'pending ask-password, notify_user_account_status',
      { ...person, status: 'invited' },
      { notifyUserAccountStatus: true },
      'invited',
    ],
    [
      'active account, everything told',
      person,
      { notifyUserExistence: true, notifyUserAccountStatus: true },
      undefined,
    ],
  ]
  test.each(rows)('%s', (_name, user, tells, told) => {
    expect(faultOf(user, { ...silent, ...tells })).toBe(told)
  })
})

describe('a callback', () => {
  const rows: [string, unknown][] = [
    ['/my-account?x=1', { returnTo: '/my-account?x=1' }],
    ['https%3A%2F%2Fid.example.test%2Fmy-account', { returnTo: '/my-account' }],
    ['', { returnTo: undefined }],
    ['https://id.example.test.evil.test/', 'refused'],
    ['https://id.example.test@evil.test/', 'refused'],
    ['https://id.example.test//evil.test', 'refused'],
    ['%zz', 'refused'],
    ['//evil.test', 'refused'],
    ['\\evil.test', 'refused'],
  ]
  test.each(rows)('%s', (value, expected) => {
    expect(callbackIn([{ key: 'callback', value }], 'https://id.example.test')).toEqual(expected)
  })
})

const forms = Object.entries({ ...v09Forms, ...v2Forms })
test.each(forms)('%s can be written as JSON Schema', (_name, form) => {
  expect(z.toJSONSchema(form)).toHaveProperty('$schema')
})
