import { parsePicos } from '@/lib/kernel/rate'
import type { Receipt } from './conversation'

/** A server that writes on is read to its end, for a minute at most: by then it is settled. */
const waitsMs = [500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 20_000, 20_000]
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** The metered request once it is settled. An answer is settled once its server has ended, so this asks a few times. */
export async function receiptAfterStop(url: string): Promise<Receipt | undefined> {
  for (const wait of waitsMs) {
    await sleep(wait)
    const response = await fetch(url, { headers: { accept: 'application/json' } }).catch(() => undefined)
    if (response?.status === 401) return undefined // signed out: waiting does not help
    if (!response?.ok) continue
    const body = (await response.json()) as { input_tokens: number; output_tokens: number; cost: string; is_estimated: boolean }
    return { inputTokens: body.input_tokens, outputTokens: body.output_tokens, costPicos: parsePicos(body.cost) ?? null, isEstimated: body.is_estimated }
  }
  return undefined
}
