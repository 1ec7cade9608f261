import type { Prisma } from '@/lib/db/generated/client'
import type { Db } from '@/lib/db/transaction'
import { notFound } from '@/lib/kernel/error'
import type { ModelUploadView } from '../view'

export const uploadFields = {
  id: true, clientId: true, name: true, state: true, sizeBytes: true, receivedBytes: true, sha256: true, expectedSha256: true, refusedFor: true, createdAt: true, readyAt: true,
  instances: { where: { status: { not: 'deleted' } }, select: { name: true }, orderBy: { id: 'asc' } },
} as const satisfies Prisma.ModelUploadSelect
export type UploadRow = Prisma.ModelUploadGetPayload<{ select: typeof uploadFields }>

/** A file is held in memory whole, with room beside it for the answers: a fifth more. */
export const memoryOfFile = (sizeBytes: bigint): bigint => (sizeBytes * 6n + 4n) / 5n

export const uploadView = ({ id, name, state, sizeBytes, receivedBytes, sha256, refusedFor, createdAt, readyAt, instances }: UploadRow): ModelUploadView => ({
  id, name, sha256, createdAt, readyAt, sizeBytes: Number(sizeBytes), minMemoryBytes: Number(memoryOfFile(sizeBytes)), receivedBytes: Number(receivedBytes), usedBy: instances.map((one) => one.name),
  state: state as ModelUploadView['state'], refusedFor: refusedFor as ModelUploadView['refusedFor'], // held to their lists by CHECKs and by the code that writes them
})

/** One of the client's uploads that is not deleted. @throws DomainError not_found */
export async function readUpload(db: Db, clientId: string, id: string): Promise<UploadRow> {
  const row = await db.modelUpload.findFirst({ where: { id, clientId, state: { not: 'deleted' } }, select: uploadFields })
  if (!row) throw notFound('upload')
  return row
}

/** The same, held until commit. */
export async function lockUpload(db: Db, clientId: string, id: string): Promise<UploadRow> {
  await db.$queryRaw`SELECT 1 FROM "ModelUpload" WHERE "id" = ${id} AND "clientId" = ${clientId} FOR UPDATE`
  return readUpload(db, clientId, id)
}
