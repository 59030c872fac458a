/** Spreadsheets take a file for UTF-8 when it begins with this mark. */
export const csvMark = '\u{feff}'

/** One line of a CSV file: every cell quoted, and one that a spreadsheet would take for a formula begins with an apostrophe.
 *  Source: RFC 4180; OWASP, "CSV Injection". */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map((cell) => `"${harmless(cell).replaceAll('"', '""')}"`).join(',')}\r\n`
}

function harmless(cell: string): string {
  return /^[\s]*[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell
}
