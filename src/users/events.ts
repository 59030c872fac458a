import { type ParkedEvent, People, type Person, type PersonEvent } from './model.ts'

/** The oldest untold event of some person, or undefined where nothing is left to tell. */
export async function nextEvent(): Promise<{ userId: string; event: PersonEvent } | undefined> {
  const person = await People.findOne({ 'events.id': { $exists: true } }, { events: { $slice: 1 } }).lean()
  const event = person?.events[0]
  return person && event ? { userId: person._id.toString(), event } : undefined
}

/** Takes an event away once it was told. Harmless when it is gone already. */
export async function forgetEvent(userId: string, eventId: string): Promise<void> {
  await People.updateOne({ _id: userId }, { $pull: { events: { id: eventId } } })
}

/** Moves an event that cannot be told out of the way, in one write; what comes behind it goes on. Harmless when it is gone already:
 *  somebody else told it. */
export async function parkEvent(userId: string, parked: ParkedEvent): Promise<void> {
  const { id } = parked
  await People.updateOne(
    { _id: userId, 'events.id': id },
    { $pull: { events: { id } }, $push: { parkedEvents: parked } },
  )
}

/** A parked event whose time has come, with the moments its person's live links were issued; undefined where none is due. */
export async function nextParkedEvent(
  now: Date,
): Promise<{ userId: string; parked: ParkedEvent; linksIssuedAt: (Date | undefined)[] } | undefined> {
  const fields = {
    parkedEvents: 1,
    'proof.issuedAt': 1,
    forcedReset: 1,
    pendingEmail: 1,
    addressUndos: 1,
    sessionVersion: 1,
  }
  const person = await People.findOne({ 'parkedEvents.retryAt': { $lte: now } }, fields).lean<Person>()
  const parked = person?.parkedEvents?.find(({ retryAt }) => retryAt <= now)
  if (!person || !parked) return undefined
  const { proof, forcedReset, pendingEmail, addressUndos = [], sessionVersion } = person
  const wish = pendingEmail?.sessionVersion === sessionVersion ? pendingEmail : undefined
  const undos = addressUndos.map(({ issuedAt }) => issuedAt)
  const linksIssuedAt = [proof?.issuedAt, forcedReset?.code && forcedReset.since, wish?.issuedAt, ...undos]
  return { userId: person._id.toString(), parked, linksIssuedAt }
}

/** Puts a parked event off once more. */
export async function postponeEvent(userId: string, parked: Omit<ParkedEvent, 'event'>): Promise<void> {
  const { id, reason, tries, retryAt } = parked
  await People.updateOne(
    { _id: userId, 'parkedEvents.id': id },
    { $set: { 'parkedEvents.$.reason': reason, 'parkedEvents.$.tries': tries, 'parkedEvents.$.retryAt': retryAt } },
  )
}

/** Takes a parked event away once it was told. Harmless when it is gone already. */
export async function forgetParkedEvent(userId: string, eventId: string): Promise<void> {
  await People.updateOne({ _id: userId }, { $pull: { parkedEvents: { id: eventId } } })
}

/** How many people have events that could not be told. An administrator has to know: their letters and audit entries are missing. */
export function countPeopleWithParkedEvents(): Promise<number> {
  return People.countDocuments({ 'parkedEvents.retryAt': { $exists: true } })
}
