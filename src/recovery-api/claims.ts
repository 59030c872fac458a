import { plainName } from './plain-name.ts'

/** What a person can be named by, as claims of WSO2. */
export const usernameClaim = 'http://wso2.org/claims/username'
export const emailClaim = 'http://wso2.org/claims/emailaddress'

/** What GET /claims lists. */
export const claims = [
  { uri: usernameClaim, 'display-name': 'Username', description: 'Username', required: false },
  { uri: emailClaim, 'display-name': 'Email', description: 'E-mail address', required: false },
]

/** The one name that claims give, without what clients put around it; undefined where they give none, null where they give different ones. */
export function identifierIn(given: { uri: string; value: string }[]): string | undefined | null {
  const names = given
    .filter(({ uri }) => uri === usernameClaim || uri === emailClaim)
    .map(({ value }) => plainName(value))
  const different = new Set(names.filter((name) => name !== ''))
  return different.size > 1 ? null : [...different][0]
}
