import { People, type PersonEvent } from './model.ts'

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
