import { readFileSync } from 'node:fs'

// Loaded into an app process before anything else: its clock is wrong by as many milliseconds as the file says.
const file = process.env.FAULTS_CLOCK ?? ''
const RealDate = Date
let shiftMs = 0

function look() {
  try {
    shiftMs = Number(readFileSync(file, 'utf8')) || 0
  } catch {
    shiftMs = 0
  }
}

look()
setInterval(look, 100).unref()

globalThis.Date = class extends RealDate {
  // mongoose knows a type by its name
  static name = 'Date'

  static [Symbol.hasInstance](value) {
    return value instanceof RealDate
  }

  constructor(...given) {
    super(...(given.length === 0 ? [RealDate.now() + shiftMs] : given))
  }

  static now() {
    return RealDate.now() + shiftMs
  }
}
