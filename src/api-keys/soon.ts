/** A key that expires within this time is said to expire soon: time enough to give a program its next one. */
export const soonMs = 14 * 24 * 60 * 60_000
