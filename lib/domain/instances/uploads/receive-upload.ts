import { z } from 'zod'
import { clientDb } from '@/lib/db/client-db'
import { authorize, command } from '@/lib/domain/command'
import type { ClientCtx } from '@/lib/domain/context'
import { parseInput } from '@/lib/domain/parse'
import { DomainError } from '@/lib/kernel/error'
import { ReceiveUploadInput } from '../schema'
import type { ModelUploadView } from '../view'
import { beginsAsGguf, headerBytes, partPath, removeFiles, writePart } from './upload-file'
import { readUpload, uploadView } from './upload-row'

const Received = ReceiveUploadInput.extend({ bytes: z.int().min(0), isGguf: z.boolean() })

/** Counts a part that was written, if nobody else wrote from the same place meanwhile. */
const countPart = command('instances.receiveUpload', Received, async (ctx, { id, offset, bytes, isGguf }): Promise<ModelUploadView> => {
  const { db, clientId } = ctx
  const { count } = await db.modelUpload.updateMany({
    where: { id, clientId, state: 'receiving', receivedBytes: BigInt(offset) },
    data: { receivedBytes: BigInt(offset + bytes), touchedAt: ctx.clock.now(), ...(isGguf ? {} : { state: 'refused', refusedFor: 'not_gguf' }) },
  })
  if (count === 0) throw new DomainError('conflict', { internal: 'another part came first' })
  await ctx.record(id, { offset, bytes })
  return uploadView(await readUpload(db, clientId, id))
})

/** Uploads of which this process writes a part. */
const writing = new Set<string>()

/**
 * Takes in one part of a file: streamed to disk, never held in memory and never parsed beyond its first eight bytes. A sender that breaks off
 * goes on from `receivedBytes` of the answer or of `getUpload`. A file that does not begin as GGUF does is refused at once.
 * @throws DomainError not_found, conflict (the part does not begin where the last one ended, or another is on its way), payload_too_large (more than was announced), invalid_state (it is not being received), storage_full (what came before this part is kept)
 */
export async function receiveUpload(ctx: ClientCtx, raw: unknown, body: AsyncIterable<Uint8Array>): Promise<ModelUploadView> {
  authorize(ctx, 'instances.receiveUpload', true)
  const { id, offset } = parseInput(ReceiveUploadInput, raw)
  const row = await readUpload(clientDb(ctx.clientId), ctx.clientId, id)
  if (row.state !== 'receiving') throw new DomainError('invalid_state', { internal: `the upload is ${row.state}` })
  if (row.receivedBytes !== BigInt(offset) || writing.has(id)) throw new DomainError('conflict', { internal: `received ${row.receivedBytes}` })
  writing.add(id)
  try {
    const { bytes, isTooLong } = await writePart(row, offset, body, Number(row.sizeBytes) - offset)
    if (isTooLong) throw new DomainError('payload_too_large')
    const isGguf = offset + bytes < headerBytes || offset >= headerBytes || (await beginsAsGguf(partPath(row)))
    const view = await countPart(ctx, { id, offset, bytes, isGguf })
    if (!isGguf) await removeFiles(row)
    return view
  } finally {
    writing.delete(id)
  }
}
