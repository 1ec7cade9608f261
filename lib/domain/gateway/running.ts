const running = new Set<Promise<unknown>>()

/** Remembers work that must be finished before this process ends: requests, and streams that outlive their client. */
export function track<T>(work: Promise<T>): Promise<T> {
  running.add(work)
  const forget = (): void => void running.delete(work)
  work.then(forget, forget)
  return work
}

export const runningCount = (): number => running.size

/** Resolves once nothing runs any more. */
export async function untilIdle(): Promise<void> {
  while (running.size > 0) await Promise.allSettled([...running])
}
