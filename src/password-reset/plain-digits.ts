/** A number as people type or copy it, in plain digits: digits of every script and width are read, spaces, hyphens and invisible marks
 *  between them are left out. Other characters stay. Source: Unicode UAX #15 (NFKC), UAX #44 (`Nd`). */
export function plainDigits(text: string): string {
  const spelled = text.normalize('NFKC').replaceAll(/[\s\p{Cf}\p{Pd}]/gu, '')
  return spelled.replaceAll(/\p{Nd}/gu, (digit) => String(digitAt(digit.codePointAt(0) ?? 0)))
}

/** The digits of a script stand in a row from nought to nine. */
function digitAt(codePoint: number): number {
  let value = 0
  while (value < 9 && isDigit(codePoint - value - 1)) value += 1
  return value
}

function isDigit(codePoint: number): boolean {
  return /^\p{Nd}$/u.test(String.fromCodePoint(codePoint))
}
