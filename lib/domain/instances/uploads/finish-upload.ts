import { z } from 'zod'
import { clientDb } from '@/lib/db/client-db'
import { authorize, command, type Verb } from '@/lib/domain/command'
import type { ClientCtx } from '@/lib/domain/context'
import { parseInput } from '@/lib/domain/parse'
import { DomainError } from '@/lib/kernel/error'
import { UploadIdInput } from '../schema'
import type { ModelUploadView } from '../view'
import { beginsAsGguf, fileSize, keepFile, receivedPath, removeFiles, sha256Of } from './upload-file'
import { lockUpload, readUpload, uploadView, type UploadRow } from './upload-row'

const Finished = UploadIdInput.extend({ sha256: z.string(), refusedFor: z.enum(['not_gguf', 'incomplete', 'checksum']).nullable() })
type Checked = Omit<z.output<typeof Finished>, 'id'>

/** What was found is written once; the file is in its place before it is said to be ready. */
const settleUpload = command('instances.finishUpload', Finished, async (ctx, { id, sha256, refusedFor }): Promise<ModelUploadView> => {
  const { db, clientId } = ctx
  const row = await lockUpload(db, clientId, id)
  if (row.state !== 'receiving') throw new DomainError('invalid_state', { internal: `the upload is ${row.state}` })
  await db.modelUpload.updateMany({ where: { id, clientId }, data: refusedFor ? { state: 'refused', refusedFor, sha256 } : { state: 'ready', sha256, readyAt: ctx.clock.now() } })
  await ctx.record(id, { sha256, refusedFor })
  return uploadView(await readUpload(db, clientId, id))
})

/** Outside any transaction: a large file takes a while to read. */
async function check(row: UploadRow): Promise<Checked> {
  const path = await receivedPath(row)
  if ((await fileSize(path)) !== Number(row.sizeBytes)) return { sha256: '', refusedFor: 'incomplete' }
  if (!(await beginsAsGguf(path))) return { sha256: '', refusedFor: 'not_gguf' }
  const sha256 = await sha256Of(path)
  return { sha256, refusedFor: row.expectedSha256 !== null && row.expectedSha256 !== sha256 ? 'checksum' : null }
}

/** Uploads that this process is reading to their end: asking twice must not read them twice. */
const finishing = new Set<string>()

async function alone<T>(name: string, work: () => Promise<T>): Promise<T> {
  if (finishing.has(name)) throw new DomainError('conflict', { internal: 'it is being checked' })
  finishing.add(name)
  return work().finally(() => finishing.delete(name))
}

async function finish(ctx: ClientCtx, id: string): Promise<ModelUploadView> {
  const row = await readUpload(clientDb(ctx.clientId), ctx.clientId, id)
  if (row.state !== 'receiving' || row.receivedBytes !== row.sizeBytes) throw new DomainError('invalid_state', { internal: `${row.state}, received ${row.receivedBytes}` })
  const checked = await check(row)
  if (checked.refusedFor === null) await keepFile(row)
  const view = await settleUpload(ctx, { id, ...checked })
  if (checked.refusedFor !== null) await removeFiles(row)
  return view
}

/**
 * Ends an upload: size, digest and header are checked; it is ready, or refused with the reason.
 * @throws DomainError not_found, conflict (it is being checked already), invalid_state (it is not being received, or bytes are still missing)
 */
export const finishUpload: Verb<ClientCtx, typeof UploadIdInput, ModelUploadView> = Object.assign(
  async (ctx: ClientCtx, raw: z.input<typeof UploadIdInput>): Promise<ModelUploadView> => {
    authorize(ctx, 'instances.finishUpload', true)
    const { id } = parseInput(UploadIdInput, raw)
    return alone(`${ctx.clientId} ${id}`, () => finish(ctx, id))
  },
  { meta: { ...settleUpload.meta, schema: UploadIdInput } },
)
