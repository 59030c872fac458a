/** Which unique index refused a write: its fields, or undefined where the error is another one. Both databases say 11000. */
export function duplicateFields(error: unknown): string[] | undefined {
  const { code, keyPattern } = error as { code?: unknown; keyPattern?: object }
  return code === 11_000 ? Object.keys(keyPattern ?? {}) : undefined
}
