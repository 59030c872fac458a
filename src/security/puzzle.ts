import { createHash } from 'node:crypto'

/** Eight pieces of 13 bits: 65,536 hashes on average, as one piece of 16 bits would take, but seldom more than twice as many, and whoever
 *  waits sees how far it is. A desk computer needs a second or so, a small phone a few. */
export const puzzle = Object.freeze({ pieces: 8, bits: 13 })

const spelling = new RegExp(`^\\d{1,9}(\\.\\d{1,9}){${puzzle.pieces - 1}}$`)

/** Whether these numbers, one for each piece and joined by dots, solve the puzzle of this id: the SHA-256 of `id.piece.number` begins with
 *  so many zero bits. False for everything else. Source: A. Back, "Hashcash" (2002). */
export function isSolved(id: string, solution: string): boolean {
  return spelling.test(solution) && solution.split('.').every((number, piece) => isPiece(`${id}.${piece}.${number}`))
}

function isPiece(text: string): boolean {
  return createHash('sha256').update(text).digest().readUInt16BE(0) >>> (16 - puzzle.bits) === 0
}
