/** A username without the names of the user store and the tenant that clients put around it. Empty where nothing else was said. */
export function plainName(username: string): string {
  return username
    .trim()
    .replace(/^PRIMARY\//i, '')
    .replace(/@carbon\.super$/i, '')
    .trim()
}
