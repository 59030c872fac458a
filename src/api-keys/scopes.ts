/** What a key may be good for: one word for the part of the product, one for whether it may change anything there. */
export const scopes = [
  'recovery',
  'settings:read',
  'settings:write',
  'users:read',
  'users:write',
  'mail:read',
  'mail:write',
  'audit:read',
  'metrics:read',
] as const

export type Scope = (typeof scopes)[number]
