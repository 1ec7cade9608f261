import { isCursor } from '@/lib/kernel/cursor'

export type SearchParams = Promise<Record<string, string | string[] | undefined>>
type Query = Record<string, string | undefined>

/** The named parameters of the address, first values only, empty ones left out. */
export async function readQuery<Name extends string>(searchParams: SearchParams, names: readonly Name[]): Promise<Partial<Record<Name, string>>> {
  const found = await searchParams
  return Object.fromEntries(names.flatMap((name) => {
    const value = [found[name]].flat()[0]?.trim()
    return value ? [[name, value.slice(0, 200)]] : []
  })) as Partial<Record<Name, string>>
}

/** The value if the list offers it; an unknown one in the address is as good as none. */
export const oneOf = <T extends string>(offered: readonly T[], value: string | undefined): T | undefined => offered.find((one) => one === value)

export type Paging = { cursor?: string; previous: (query: Query) => Query | undefined; next: (query: Query, cursor: string | null) => Query | undefined }

/** Cursor paging kept in the address: `cursor` is this page, `trail` the pages before it, so Previous needs no script. */
export async function readPaging(searchParams: SearchParams): Promise<Paging> {
  const { cursor = '', trail = '' } = await readQuery(searchParams, ['cursor', 'trail'])
  const before = trail.split('.').filter(isCursor)
  const here = isCursor(cursor) ? cursor : undefined
  const at = (query: Query, to: string | undefined, path: readonly string[]): Query => ({ ...query, cursor: to, trail: path.slice(-4).join('.') || undefined })
  return {
    ...(here ? { cursor: here } : {}),
    previous: (query) => (here ? at(query, before.at(-1), before.slice(0, -1)) : undefined),
    next: (query, cursorOfNext) => (cursorOfNext ? at(query, cursorOfNext, here ? [...before, here] : []) : undefined),
  }
}
