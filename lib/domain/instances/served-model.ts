import type { Db } from '@/lib/db/transaction'
import { invalidField, notFound } from '@/lib/kernel/error'
import { memoryOfFile } from './uploads/upload-row'

/** What a model needs, whoever brought it. */
export type ServedModel = { modelId: string | null; uploadId: string | null; contextTokens: number; memoryBytes: bigint }

/** Asked of a file of the client's own when nothing is said: its header may allow more. */
const uploadContext = { usual: 2_048, most: 131_072 } as const

type Wish = { modelId?: string | undefined; uploadId?: string | undefined; contextTokens?: number | undefined }

/** The model a new instance serves. @throws DomainError not_found, invalid_input (no such model is offered, a file that is not ready, a context beyond the model's) */
export async function servedModel(db: Db, clientId: string, wish: Wish): Promise<ServedModel> {
  if (wish.uploadId !== undefined) return ownModel(db, clientId, wish.uploadId, wish.contextTokens)
  const idOrCode = wish.modelId ?? ''
  const model = await db.instanceModel.findFirst({ where: { retiredAt: null, OR: [{ id: idOrCode }, { code: idOrCode }] }, select: { id: true, contextTokens: true, minMemoryBytes: true } })
  if (!model) throw invalidField('modelId', 'notAllowed')
  return { modelId: model.id, uploadId: null, contextTokens: contextOf(wish.contextTokens ?? model.contextTokens, model.contextTokens), memoryBytes: model.minMemoryBytes }
}

async function ownModel(db: Db, clientId: string, id: string, contextTokens: number = uploadContext.usual): Promise<ServedModel> {
  const upload = await db.modelUpload.findFirst({ where: { id, clientId, state: { not: 'deleted' } }, select: { state: true, sizeBytes: true } })
  if (!upload) throw notFound('upload')
  if (upload.state !== 'ready') throw invalidField('uploadId', 'uploadNotReady')
  return { modelId: null, uploadId: id, contextTokens: contextOf(contextTokens, uploadContext.most), memoryBytes: memoryOfFile(upload.sizeBytes) }
}

function contextOf(asked: number, most: number): number {
  if (asked > most) throw invalidField('contextTokens', 'tooBig', { max: String(most) })
  return asked
}

/** @throws DomainError invalid_input when a size has less memory than its model needs, or the client's own limit is above the size's */
export function assertFits(size: { memoryBytes: bigint; requestsPerMinute: number }, memoryBytes: bigint, requestsPerMinute: number | null): void {
  if (memoryBytes > size.memoryBytes) throw invalidField('sizeId', 'modelTooLarge')
  if (requestsPerMinute !== null && requestsPerMinute > size.requestsPerMinute) throw invalidField('requestsPerMinute', 'tooBig', { max: String(size.requestsPerMinute) })
}
