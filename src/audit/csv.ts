/** One line of a CSV file: every cell quoted, and one that a spreadsheet would take for a formula begins with an apostrophe.
 *  Source: RFC 4180; OWASP, "CSV Injection". */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map((cell) => `"${harmless(cell).replaceAll('"', '""')}"`).join(',')}\r\n`
}

function harmless(cell: string): string {
  return /^[\s]*[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell
}
