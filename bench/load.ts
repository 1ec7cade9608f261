import { Pool } from 'undici'

/** One load: how many requests run at the same time, and whether they are streams. */
export type Shape = { connections: number; isStream: boolean }
export type Load = { requests: number; perSecond: number; p50Ms: number; p99Ms: number; firstP50Ms: number; firstP99Ms: number; failed: number; firstFailure: string }
/** Where requests go, and as whom. */
export type Target = { /** instead of the origin's address */ socketPath?: string; origin: string; path: string; headers: Record<string, string>; model: string }

const at = (sorted: number[], q: number): number => Number((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0).toFixed(2))
const sort = (values: number[]): number[] => values.sort((a, b) => a - b)

export const bodyOf = (model: string, isStream: boolean): string =>
  JSON.stringify({ model, messages: [{ role: 'user', content: 'Say a few words.' }], max_tokens: 100, ...(isStream ? { stream: true } : {}) })

/** Keeps the shape's requests running until the time is over or `most` were sent; a stream counts once it ended as it should. */
export async function load({ origin, socketPath, path, headers, model }: Target, { connections, isStream }: Shape, seconds: number, most = Infinity): Promise<Load> {
  const pool = new Pool(origin, { connections, pipelining: 1, ...(socketPath ? { socketPath } : {}) })
  const body = bodyOf(model, isStream)
  const [times, firsts]: [number[], number[]] = [[], []]
  let [failed, sent, firstFailure] = [0, 0, '']
  const begun = performance.now()
  const ask = async (): Promise<void> => {
    const started = performance.now()
    const answer = await pool.request({ method: 'POST', path, headers: { 'content-type': 'application/json', ...headers }, body })
    let [first, tail] = [0, '']
    for await (const part of answer.body as AsyncIterable<Buffer>) {
      first ||= performance.now() - started
      tail = (tail + part.toString('latin1')).slice(-64)
    }
    if (answer.statusCode !== 200 || (isStream && !tail.includes('[DONE]'))) throw new Error(`${answer.statusCode}: ${tail}`)
    times.push(performance.now() - started)
    firsts.push(first)
  }
  const worker = async (): Promise<void> => {
    while (performance.now() - begun < seconds * 1000 && sent < most) {
      sent += 1
      await ask().catch((error: unknown) => {
        failed += 1
        firstFailure ||= String(error)
      })
    }
  }
  await Promise.all(Array.from({ length: connections }, worker))
  const elapsed = (performance.now() - begun) / 1000
  await pool.close()
  sort(times)
  sort(firsts)
  return { requests: times.length, perSecond: Math.round(times.length / elapsed), p50Ms: at(times, 0.5), p99Ms: at(times, 0.99), firstP50Ms: at(firsts, 0.5), firstP99Ms: at(firsts, 0.99), failed, firstFailure }
}
