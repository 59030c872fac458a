/** Rows of cells as text, each column as wide as its widest cell. */
export function inColumns(rows: string[][]): string {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => [...(row[at] ?? '')].length)))
  const line = (row: string[]) =>
    row.map((cell, at) => cell + ' '.repeat((widths[at] ?? 0) - [...cell].length)).join('  ')
  return rows.map((row) => line(row).trimEnd()).join('\n')
}
