import type { z } from 'zod'
import { faultAt, faultsOf } from './faults.ts'

/** What becomes of one section of a settings file: what is wrong with it, or what it changes and how to do it. */
export interface Plan {
  faults: string[]
  changes: string[]
  apply(): Promise<unknown>
}

/** A section that changes nothing. */
export function noPlan(faults: string[] = []): Plan {
  return { faults, changes: [], apply: async () => undefined }
}

/** The fields of a section as the form of the console would send them, laid over those that are saved. */
export function asForm<Form extends z.ZodObject>(
  form: Form,
  { name, section, saved }: { name: string; section: Record<string, unknown>; saved: Record<string, string> },
): { ok: true; data: z.output<Form> } | { ok: false; faults: string[] } {
  const fields: Record<string, unknown> = { ...saved }
  const faults: string[] = []
  for (const [field, value] of Object.entries(section)) {
    const isBox = field in form.shape && acceptsBox(form.shape[field])
    if (isBox !== (typeof value === 'boolean') && field in form.shape)
      faults.push(faultAt([name, field], isBox ? 'Write true or false here' : 'Write a text or a number here'))
    fields[field] = typeof value === 'boolean' ? (value ? 'on' : undefined) : toText(value)
  }
  const parsed = form.safeParse(fields)
  if (parsed.success && faults.length === 0) return { ok: true, data: parsed.data as z.output<Form> }
  const found = parsed.success ? [] : faultsOf(parsed.error, name)
  const paths = new Set(faults.map((fault) => fault.split(':')[0]))
  return { ok: false, faults: [...faults, ...found.filter((fault) => !paths.has(fault.split(':')[0]))] }
}

/** What differs between two sets of fields, one line each. */
export function differences(name: string, was: Record<string, unknown>, is: Record<string, unknown>): string[] {
  const fields = [...new Set([...Object.keys(was), ...Object.keys(is)])]
  return fields
    .filter((field) => shown(was[field]) !== shown(is[field]))
    .map((field) => `${name}.${field}: ${shown(was[field])} becomes ${shown(is[field])}`)
}

/** A box is ticked ("on") or not there; no other text will do. */
function acceptsBox(field: unknown): boolean {
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
