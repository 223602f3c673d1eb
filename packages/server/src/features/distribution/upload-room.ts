// Room for one more upload session: an owner's is counted exactly, on however many nodes sessions begin at once.
import type { Database, Transaction } from '../../platform/database/database.ts'
import { Failure } from '../../platform/errors.ts'
import { countUploads, holdLanes, insertUpload, lanes, type NewUpload } from './uploads-store.ts'

export interface UploadRoom {
  readonly uploadsPerUser: number
  readonly uploadsPerAddress: number
}

/** Thrown to undo a transaction: too little room is left to tell without those that it does not see. */
const crowded = new Error('others may take the room that is left')

/** @throws Failure TOOMANYREQUESTS when the owner, or its address, has as many as it may */
export async function beginUpload(db: Database, upload: NewUpload, limits: UploadRoom): Promise<void> {
  const begin = (alone: boolean) =>
    db.transaction(async (tx) => {
      if (alone) await holdLanes(tx, upload.owner)
      await insertUpload(tx, upload)
      await requireRoomOfOwner(tx, upload.owner, limits.uploadsPerUser, alone)
      // On PostgreSQL without those that begin at the same moment: a proxy's address is everybody's, and all would wait.
      if ((await countUploads(tx, 'address', upload.address)) > limits.uploadsPerAddress)
        throw tooMany(limits.uploadsPerAddress)
    })
  try {
    await begin(false)
  } catch (error) {
    if (error !== crowded) throw error
    await begin(true)
  }
}

/**
 * Counts with the new one in. On SQLite that sees all. On PostgreSQL one transaction in each of the other lanes may
 * have added a session that is not seen yet: where that could matter, it is tried again with all lanes held.
 */
async function requireRoomOfOwner(
  tx: Transaction,
  owner: string,
  limit: number,
  alone: boolean,
): Promise<void> {
  if (owner === 'anonymous') return
  const seen = await countUploads(tx, 'owner', owner)
  if (seen > limit) throw tooMany(limit)
  if (tx.engine === 'postgres' && !alone && seen + lanes - 1 > limit) throw crowded
}

function tooMany(limit: number): Failure {
  return new Failure('TOOMANYREQUESTS', {
    message: `too many uploads are open (limit ${limit}): finish or cancel some, or wait until they expire`,
    headers: { 'retry-after': '60' },
  })
}
