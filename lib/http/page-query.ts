import { isCursor } from '@/lib/kernel/cursor'

type Values<T> = { [K in keyof T]: Exclude<T[K], readonly string[]> }

/**
 * A page's query, read leniently: of a name that stands twice the first counts, and a place in the list that never was is its
 * beginning. Addresses are cut off in mails and written by hand, and none of them deserves an error page.
 */
export async function pageQuery<T extends object>(searchParams: Promise<T>): Promise<Values<T>> {
  const values = Object.entries(await searchParams).map(([name, value]: [string, unknown]) => [name, Array.isArray(value) ? (value as unknown[])[0] : value] as const)
  return Object.fromEntries(values.filter(([name, value]) => name !== 'cursor' || isCursor(value))) as Values<T>
}
