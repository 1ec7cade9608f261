/** One thing at a time for each key; what failed does not hold up the next. */
export function inTurn(): <T>(key: string, work: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>()
  return (key, work) => {
    const result = (last.get(key) ?? Promise.resolve()).then(work, work)
    const settled = result.catch(() => undefined).then(() => { if (last.get(key) === settled) last.delete(key) })
    last.set(key, settled)
    return result
  }
}
