import { Pool } from 'undici'

export type Load = { requests: number; perSecond: number; p50Ms: number; p99Ms: number; failed: number }

const at = (sorted: number[], q: number): number => Number((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0).toFixed(2))

/** Keeps `connections` requests running for `seconds` against one address on this machine, and counts. */
export async function load(origin: string, path: string, headers: Record<string, string>, body: string, connections: number, seconds: number): Promise<Load> {
  const pool = new Pool(origin, { connections, pipelining: 1 })
  const times: number[] = []
  let failed = 0
  const end = performance.now() + seconds * 1000
  const one = async (): Promise<void> => {
    while (performance.now() < end) {
      const started = performance.now()
      const answer = await pool.request({ method: 'POST', path, headers: { 'content-type': 'application/json', ...headers }, body })
      await answer.body.text()
      if (answer.statusCode === 200) times.push(performance.now() - started)
      else failed += 1
    }
  }
  await Promise.all(Array.from({ length: connections }, one))
  await pool.close()
  times.sort((a, b) => a - b)
  return { requests: times.length, perSecond: Math.round(times.length / seconds), p50Ms: at(times, 0.5), p99Ms: at(times, 0.99), failed }
}
