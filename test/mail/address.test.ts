import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalAddress, isMailAddress } from '../../src/mail/address.ts'
import { oddAddresses } from './addresses.ts'

test.each(oddAddresses)('is refused: %j', (text) => {
  expect(isMailAddress(text)).toBe(false)
})

test.each([
  'alice@example.org',
  'a@b.co',
  'Alice.Smith@Example.ORG',
  'alice+reset@sub.example.org',
  "o'brien@example.ie",
  'alice_b-c@example.org',
  'alice@xn--bcher-kva.example',
  '1@2.example',
  `${'a'.repeat(64)}@example.org`,
])('is accepted: %s', (text) => {
  expect(isMailAddress(text)).toBe(true)
  expect(canonicalAddress(text)?.key).toBe(text.toLowerCase())
})

test('the domain becomes lower-case A-labels, the part before the @ stays', () => {
  expect(canonicalAddress('Alice@Bücher.Example')).toEqual({
    address: 'Alice@xn--bcher-kva.example',
    key: 'alice@xn--bcher-kva.example',
  })
})

test.each(oddAddresses.filter((text) => text !== 'alice@exämple.org'))('has no canonical spelling: %j', (text) => {
  expect(canonicalAddress(text)).toBeUndefined()
})

test('whatever is accepted contains exactly one @ and no sign that a mail header gives a meaning', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.emailAddress()), (text) => {
      if (isMailAddress(text)) expect(text).toMatch(/^[^\s@<>()[\]\\,;:"%!|`?]+@[a-z0-9.-]+$/i)
    }),
  )
})
