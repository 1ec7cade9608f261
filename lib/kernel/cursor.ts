import { z } from 'zod'
import { DomainError } from './error'

const longest = 200

/** Input of every list: how many rows, and where the last page ended. */
export const PageInput = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(25),
  cursor: z.string().max(longest).optional(),
})
export type PageInput = z.infer<typeof PageInput>

export type Page<T> = { data: T[]; nextCursor: string | null }

/** The opaque cursor holds the last row's id: ids sort by creation, so it is the whole position. */
export function encodeCursor(lastId: string): string {
  return Buffer.from(lastId, 'utf8').toString('base64url')
}

const idIn = (cursor: string): string => Buffer.from(cursor, 'base64url').toString('utf8')
const isId = (text: string): boolean => /^[a-z]+_[0-9A-Z]{26}$/.test(text)

/** Whether a text is one that `encodeCursor` made. */
export const isCursor = (value: unknown): value is string => typeof value === 'string' && value.length <= longest && isId(idIn(value))

/** @throws DomainError invalid_input when the cursor was not made by `encodeCursor`. */
export function decodeCursor(cursor: string): string {
  const id = idIn(cursor)
  if (!isId(id)) throw new DomainError('invalid_input', { field: 'cursor' })
  return id
}

/** Prisma arguments for newest-first paging by id. One row more than asked tells whether there is a next page. */
export function pageArgs(page: PageInput): { take: number; orderBy: { id: 'desc' }; where: { id?: { lt: string } } } {
  return {
    take: page.limit + 1,
    orderBy: { id: 'desc' },
    where: page.cursor ? { id: { lt: decodeCursor(page.cursor) } } : {},
  }
}

export function toPage<Row extends { id: string }, View>(rows: Row[], limit: number, view: (row: Row) => View): Page<View> {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { data: shown.map(view), nextCursor: rows.length > limit && last ? encodeCursor(last.id) : null }
}
