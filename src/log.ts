export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'
export type LogFields = Record<string, unknown>

export interface Log {
  debug(event: string, fields?: LogFields): void
  info(event: string, fields?: LogFields): void
  warn(event: string, fields?: LogFields): void
  error(event: string, fields?: LogFields): void
}

const order: LogLevel[] = ['debug', 'info', 'warn', 'error', 'silent']
const secretName = /pass|secret|token|cookie|authorization|bearer|digest|sealed/i
/** An API key, a token of 256 bits, and a name and password in an address, wherever they stand. */
const secretText = /\blk_[0-9a-f]{16}_[\w-]{43,}|(?<![\w-])[\w-]{43}(?![\w-])|(?<=:\/\/)[^\s/@]+(?=@)/g

/** A log that writes one JSON line per event, `write` being told whole lines. Fields whose name sounds like a secret are
 *  masked and line breaks cannot forge a record. Source: OWASP Logging Cheat Sheet, "Data to exclude". */
export function createLog(level: LogLevel, write: (line: string) => void, now: () => Date): Log {
  const at =
    (wanted: Exclude<LogLevel, 'silent'>) =>
    (event: string, fields: LogFields = {}) => {
      if (order.indexOf(wanted) < order.indexOf(level)) return
      write(`${JSON.stringify({ ...fields, at: now().toISOString(), level: wanted, event }, redact)}\n`)
    }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

function redact(name: string, value: unknown): unknown {
  if (secretName.test(name)) return '[secret]'
  if (typeof value === 'string') return value.replace(secretText, '[secret]')
  if (name === 'cause' && value instanceof Error) return redact('', `${value.name}: ${value.message}`)
  if (value instanceof Error)
    return { name: value.name, message: value.message, at: placeOf(value), cause: value.cause }
  return value
}

/** The first lines of a stack say where; the rest is the road there. */
function placeOf(error: Error): string[] {
  const lines = (error.stack ?? '').split('\n').filter((line) => line.trimStart().startsWith('at '))
  return lines.slice(0, 5).map((line) => line.trim())
}
