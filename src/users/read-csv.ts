import { CsvError, type Info, type Options, parse } from 'csv-parse/sync'
import { columnNames, columnsOf, headerFaults, named } from './csv-columns.ts'

/** Something wrong with a line of a file, in words for whoever wrote it. Lines count from one, the header included. */
export interface LineFault {
  line: number
  reason: string
}

/** A line of a file: its cells by the names of their columns. */
export interface CsvLine {
  line: number
  cells: Record<string, string>
}

const mostLines = 5000
const mostColumns = 40

/** Reads people from CSV text with a header: commas, semicolons or tabs, whichever the header is parted by. Every line that cannot be read is
 *  among the faults; nothing is guessed. A faulty header is the only fault then. Source: RFC 4180. */
export function readCsv(text: string): { lines: CsvLine[]; faults: LineFault[] } {
  if ((text.match(/\r\n|\n|\r/g)?.length ?? 0) > 4 * mostLines) return { lines: [], faults: [tooMany(mostLines + 2)] }
  const { records, faults } = readRecords(text)
  const [header, ...rest] = records
  if (!header || (faults[0] && faults[0].line < header.line)) return { lines: [], faults: [noHeader] }
  if (header.cells.length > mostColumns) return { lines: [], faults: [{ ...noHeader, line: header.line }] }
  const columns = columnsOf(header.cells)
  const wrong = headerFaults(columns)
  if (wrong.length > 0) return { lines: [], faults: wrong.map((reason) => ({ line: header.line, reason })) }
  if (rest.length > mostLines) return { lines: [], faults: [tooMany(rest[mostLines]?.line ?? 0)] }
  const lines: CsvLine[] = []
  for (const { line, cells } of rest) {
    if (cells.length === columns.length) lines.push({ line, cells: named(columns, cells) })
    else faults.push({ line, reason: `This line has ${count(cells.length)}, the header has ${columns.length}.` })
  }
  return { lines, faults }
}

interface Row {
  line: number
  cells: string[]
}

function readRecords(text: string): { records: Row[]; faults: LineFault[] } {
  const options = { bom: true, delimiter: delimiterOf(text), relax_column_count: true, trim: true }
  const whole = readWhole(text, options)
  return whole ? { records: whole, faults: [] } : readLineByLine(text, options)
}

/** All lines at once, which is quick; undefined where one of them is broken. */
function readWhole(text: string, options: Options): Row[] | undefined {
  try {
    const parsed = parse(text, {
      ...options,
      info: true,
      to: mostLines + 2,
      skip_records_with_empty_values: true,
    } as never) as unknown as { info: Info; record: string[] }[]
    return parsed.map(({ info, record }) => ({ line: info.lines, cells: record.map(unguarded) })).filter(isNotEmpty)
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    return undefined
  }
}

/** Each line for itself, so that one that is broken breaks no other; no cell of a person goes over two lines anyway. */
function readLineByLine(text: string, options: Options): { records: Row[]; faults: LineFault[] } {
  const records: Row[] = []
  const faults: LineFault[] = []
  for (const [at, line] of text.split(/\r\n|[\r\n]/).entries()) {
    if (line.trim() === '') continue
    if (records.length + faults.length > mostLines) break
    const cells = cellsOf(line, options)
    if (typeof cells === 'string') faults.push({ line: at + 1, reason: cells })
    else records.push({ line: at + 1, cells })
  }
  return { records: records.filter(isNotEmpty), faults }
}

const isNotEmpty = ({ cells }: Row) => cells.some((cell) => cell !== '')

/** The cells of a line, or why it has none. */
function cellsOf(line: string, options: Options): string[] | string {
  try {
    return (parse(line, options)[0] ?? []).map(unguarded)
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    return faultsOfQuotes[error.code] ?? 'This line cannot be read as CSV.'
  }
}

const faultsOfQuotes: Record<string, string> = {
  CSV_QUOTE_NOT_CLOSED: 'A quotation mark is opened and not closed on the same line.',
  CSV_INVALID_CLOSING_QUOTE: 'A cell goes on after its closing quotation mark.',
  CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE: 'A cell goes on after its closing quotation mark.',
  INVALID_OPENING_QUOTE: 'A quotation mark stands inside a cell that does not begin with one.',
}

function delimiterOf(text: string): string {
  const header = /^[^\r\n]*/.exec(text)?.[0] ?? ''
  const often = (sign: string) => header.split(sign).length
  return [',', ';', '\t'].reduce((best, sign) => (often(sign) > often(best) ? sign : best))
}

/** Spreadsheet-safe exports put an apostrophe before what looks like a formula. */
function unguarded(cell: string): string {
  return /^'\s*[=+\-@]/.test(cell) ? cell.slice(1) : cell
}

const count = (cells: number) => (cells === 1 ? '1 cell' : `${cells} cells`)
const noHeader = { line: 1, reason: `The first line has to name the columns: ${columnNames}.` }
const tooMany = (line: number) => ({
  line,
  reason: `A file may hold ${mostLines.toLocaleString('en')} people at most. Import the rest from a second file.`,
})
