const needed = ['username', 'email']
const known = [...needed, 'given_name', 'family_name', 'roles', 'language']
/** An export has these too; they say what was, and an import leaves them aside. */
const leftAside = ['status', 'created_at', 'last_sign_in_at']

/** The columns a file of people may have, as a sentence lists them. */
export const columnNames = known.join(', ')

/** The columns a header names, in the house's spelling of them. */
export function columnsOf(header: string[]): string[] {
  return header.map((cell) => cell.toLowerCase().replaceAll(/[\s-]+/g, '_'))
}

/** What is wrong with the columns of a file, in words for whoever wrote it; empty where nothing is. */
export function headerFaults(columns: string[]): string[] {
  const missing = needed.filter((name) => !columns.includes(name))
  const strange = columns.filter((name) => !known.includes(name) && !leftAside.includes(name))
  const twice = columns.filter((name, at) => name !== '' && columns.indexOf(name) !== at)
  return [
    ...missing.map((name) => `The header lacks the column ${name}.`),
    ...strange.map((name) => `The column “${name}” is not one of ${columnNames}.`),
    ...twice.map((name) => `The header has the column ${name} twice.`),
  ]
}

/** The cells of a line by the names of their columns. */
export function named(columns: string[], cells: string[]): Record<string, string> {
  return Object.fromEntries(columns.flatMap((name, at) => (known.includes(name) ? [[name, cells[at] ?? '']] : [])))
}
