import { People, type PersonEvent, type Proof, type Status } from './model.ts'

/** Writes a new password for someone who is signed in: the hash, the end of all sessions, the death of every link and the event
 *  are one step. False when the password was changed meanwhile, or the person is no longer active. */
export async function changeHash(change: {
  userId: string
  sessionVersion: number
  passwordHash: string
  event: PersonEvent
}): Promise<boolean> {
  const done = await People.updateOne(
    { _id: change.userId, sessionVersion: change.sessionVersion, status: 'active' },
    {
      $set: { passwordHash: change.passwordHash },
      $inc: { sessionVersion: 1 },
      $unset: { proof: 1 },
      $push: { events: change.event },
    },
  )
  return done.modifiedCount === 1
}

/** Writes the name a person goes by. */
export async function changeProfile(change: {
  userId: string
  givenName: string
  familyName: string
  event: PersonEvent
}): Promise<void> {
  const { givenName, familyName } = change
  await People.updateOne({ _id: change.userId }, { $set: { givenName, familyName }, $push: { events: change.event } })
}

/** Shuts a person out: all sessions and links end in the same write. False when that was so already, or the person's password or
 *  standing changed since `sessionVersion` was read. */
export async function disable(change: {
  userId: string
  sessionVersion: number
  event: PersonEvent
}): Promise<boolean> {
  const { userId, sessionVersion, event } = change
  const done = await People.updateOne(
    { _id: userId, sessionVersion, status: { $ne: 'disabled' } },
    { $set: { status: 'disabled' }, $inc: { sessionVersion: 1 }, $unset: { proof: 1 }, $push: { events: event } },
  )
  return done.modifiedCount === 1
}

/** Lets a person in again: as active, or as invited where no password was ever chosen. False when the person was not shut out. */
export async function enable(change: { userId: string; event: PersonEvent }): Promise<boolean> {
  const as = async (status: Status, hasPassword: boolean) => {
    const done = await People.updateOne(
      { _id: change.userId, status: 'disabled', passwordHash: { $exists: hasPassword } },
      { $set: { status }, $inc: { sessionVersion: 1 }, $push: { events: change.event } },
    )
    return done.modifiedCount === 1
  }
  return (await as('active', true)) || (await as('invited', false))
}

/** Puts a new invitation, and the letter that carries it, in place of the old one. False when the person is not waiting for one. */
export async function renewInvitation(change: { userId: string; proof: Proof; event: PersonEvent }): Promise<boolean> {
  const done = await People.updateOne(
    { _id: change.userId, status: 'invited' },
    { $set: { proof: change.proof }, $push: { events: change.event } },
  )
  return done.modifiedCount === 1
}

/** Notes when a person last signed in. */
export async function noteSignIn(userId: string, at: Date): Promise<void> {
  await People.updateOne({ _id: userId }, { $set: { lastSignInAt: at } })
}
