import { People } from '../../src/users/model.ts'

type Row = Parameters<typeof People.collection.insertMany>[0][number]

/** Puts people into the database a hundred at a time: a server under load answers so many within its time. */
export async function insertPeople(people: Row[]): Promise<void> {
  for (let start = 0; start < people.length; start += 100)
    await People.collection.insertMany(people.slice(start, start + 100))
}
