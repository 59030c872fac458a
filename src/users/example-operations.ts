/** The user that descriptions show. */
export const exampleUser = {
  id: '6650f1c2a4b3d2e1f0a9b8c7',
  username: 'carol',
  email: 'carol@example.org',
  given_name: 'Carol',
  family_name: 'Danvers',
  roles: [],
  status: 'invited',
  language: 'en',
  created_at: '2026-11-23T09:00:00.000Z',
  last_sign_in_at: null,
}

/** The same with what is under way. */
export const exampleDetails = {
  ...exampleUser,
  link: { purpose: 'invitation', expires_at: '2026-11-24T09:00:00.000Z' },
  pending_email: null,
  sign_in_waits_until: null,
}
