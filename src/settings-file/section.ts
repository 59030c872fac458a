import type { z } from 'zod'
import type { SettingsChange } from '../organization/change-settings.ts'
import { type Fault, faultAt, faultsOf, firstFaults } from './faults.ts'

/** What becomes of one section of the settings: what is wrong with it, or what it changes, in words and to be written. */
export interface Plan {
  faults: Fault[]
  changes: string[]
  change(): SettingsChange | Promise<SettingsChange>
}

/** Who changes settings without a form: the command line, or a program. Secrets that were tried lately are kept by `sessionId`;
 *  `note` is what the audit log says beside the change. */
export interface Planner {
  id: string
  address: string
  sessionId: string
  note?: string
}

/** A section that changes nothing. */
export function noPlan(faults: Fault[] = []): Plan {
  return { faults, changes: [], change: () => ({ entries: [], sections: {} }) }
}

/** The fields of a section as the form of the console would send them, laid over those that are saved. */
export function asForm<Form extends z.ZodObject>(
  form: Form,
  { name, section, saved }: { name: string; section: Record<string, unknown>; saved: Record<string, string> },
): { ok: true; data: z.output<Form> } | { ok: false; faults: Fault[] } {
  const fields: Record<string, unknown> = { ...saved }
  const faults: Fault[] = []
  for (const [field, value] of Object.entries(section)) {
    const isKnown = Object.hasOwn(form.shape, field)
    const isBox = isKnown && acceptsBox(form.shape[field])
    if (isKnown && isBox !== (typeof value === 'boolean'))
      faults.push(faultAt([name, field], isBox ? 'Write true or false here' : 'Write a text or a number here'))
    fields[field] = typeof value === 'boolean' ? (value ? 'on' : undefined) : toText(value)
  }
  const parsed = form.safeParse(fields)
  if (parsed.success && faults.length === 0) return { ok: true, data: parsed.data as z.output<Form> }
  return { ok: false, faults: firstFaults([...faults, ...(parsed.success ? [] : faultsOf(parsed.error, name))]) }
}

/** What differs between two sets of fields, one line each. */
export function differences(name: string, was: Record<string, unknown>, is: Record<string, unknown>): string[] {
  const fields = [...new Set([...Object.keys(was), ...Object.keys(is)])]
  return fields
    .filter((field) => shown(was[field]) !== shown(is[field]))
    .map((field) => `${name}.${field}: ${shown(was[field])} becomes ${shown(is[field])}`)
}

/** Whether a field of a form is a box: ticked ("on") or not there; no other text will do. */
export function acceptsBox(field: unknown): boolean {
  const schema = field as z.ZodType
  return schema.safeParse(undefined).success && schema.safeParse('on').success && !schema.safeParse('off').success
}

function toText(value: unknown): unknown {
  return typeof value === 'number' ? String(value) : value
}

const longest = 60

function shown(value: unknown): string {
  if (value === undefined || value === '') return 'nothing'
  const text = JSON.stringify(value)
  return text.length > longest ? `${text.slice(0, longest)}…` : text
}
