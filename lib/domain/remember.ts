/** Reads through a memory: what is known under `key` already is not read again. */
export type Remember = <T>(key: string, read: () => Promise<T>) => Promise<T>

/** No memory: reads each time. */
export const ask: Remember = (_key, read) => read()

/**
 * A memory for one short piece of work over many clients: for what is the same for all of them and does not change while it runs, such
 * as a published plan. Never for a balance, a state or a count. What could not be read is forgotten.
 */
export function memory(): Remember {
  const known = new Map<string, Promise<unknown>>()
  return <T>(key: string, read: () => Promise<T>): Promise<T> => {
    const before = known.get(key)
    if (before) return before as Promise<T> // one key, one reader: the type is that of whoever put it there
    const reading = read()
    known.set(key, reading)
    reading.catch(() => known.delete(key))
    return reading
  }
}
