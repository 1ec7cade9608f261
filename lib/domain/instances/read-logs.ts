import { z } from 'zod'
import { notFound } from '@/lib/kernel/error'
import { query } from '../command'

/** What of a log is wanted. `after` goes on behind a line that was read before. */
export const ReadLogsInput = z.strictObject({
  id: z.string().min(1).max(64),
  follow: z.boolean().default(false).meta({ description: 'As server-sent events, for as long as you listen; ids are the lines’ offsets, and Last-Event-ID goes on behind one.' }),
  download: z.boolean().default(false).meta({ description: 'As a text file.' }),
  tail: z.int().min(1).max(5000).default(200).meta({ description: 'So many of the newest lines, where `after` is absent.' }),
  after: z.string().min(1).max(200).optional().meta({ description: 'The offset of the last line you have.' }),
})

export type LogSource = { id: string; clientId: string; name: string; driver: 'process' | 'docker' | 'kubernetes'; follow: boolean; download: boolean; tail: number; after: string | undefined }

/** Whose log may be read, and where it is. The lines themselves come from the runtime. @throws DomainError not_found */
export const readLogs = query('instances.readLogs', ReadLogsInput, async ({ db, clientId }, { id, ...wanted }): Promise<LogSource> => {
  const row = await db.privateInstance.findFirst({ where: { id, clientId }, select: { id: true, name: true, driver: true } })
  if (!row) throw notFound('instance')
  return { id: row.id, clientId, name: row.name, driver: row.driver as LogSource['driver'], ...wanted, after: wanted.after }
})
