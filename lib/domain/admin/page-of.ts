import { pageArgs, toPage, type Page, type PageInput } from '@/lib/kernel/cursor'

type Position = ReturnType<typeof pageArgs>

/** Newest first, one page: `read` gets the arguments for Prisma, whose own `where` belongs in an AND beside the position. */
export async function pageOf<Row extends { id: string }, View>(
  page: PageInput, read: (position: Position) => Promise<Row[]>, view: (row: Row) => View,
): Promise<Page<View>> {
  return toPage(await read(pageArgs(page)), page.limit, view)
}

/** A condition that holds text anywhere, whatever the case. */
export const containing = (text: string): { contains: string; mode: 'insensitive' } => ({ contains: text, mode: 'insensitive' })
