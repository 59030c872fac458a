import { namesIn, piecesOf } from './markup.ts'

/** Placeholders that letters queued by an older process do not have yet; those letters leave all the same. */
const young = new Set(['code', 'codeLifetime', 'codeLifetimeMinutes', 'notMeLink', 'undoLink', 'undoEndsAt'])

/** A message as far as there are values for it: a piece with a young placeholder that has none is left out, together with the line
 *  before it that announces it with a colon. Every other placeholder stays, with a value or without. */
export function fitting(message: string, values: Record<string, string>): string {
  const pieces = piecesOf(message)
  const lacks = (piece = '') => namesIn(piece).some((name) => young.has(name) && !Object.hasOwn(values, name))
  const announces = (piece: string) => /[:：]$/.test(piece)
  return pieces.filter((piece, at) => !lacks(piece) && !(announces(piece) && lacks(pieces[at + 1]))).join('\n\n')
}
