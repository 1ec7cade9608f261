import { Pool } from 'undici'
import type { GatewayProcess } from './gateway-processes'
import type { Metered } from './metered-client'

export type PlainAnswer = { status: number; headers: Record<string, string | string[] | undefined>; text: string }

/**
 * `count` chat requests at the same time, in turn over the processes. One that gets no answer counts as status 0.
 * @param onAnswer hears of each one that has ended
 */
export async function answersOf(gateways: readonly GatewayProcess[], client: Metered, count: number, over: object = {}, onAnswer: () => void = () => undefined): Promise<PlainAnswer[]> {
  const pools = gateways.map(({ origin }) => new Pool(origin, { connections: Math.ceil(count / gateways.length), headersTimeout: 240_000, bodyTimeout: 240_000 }))
  const body = JSON.stringify({ model: client.model, messages: [{ role: 'user', content: 'Hello there' }], ...over })
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${client.secret}` }
  const ask = async (pool: Pool | undefined): Promise<PlainAnswer> => {
    if (!pool) return { status: 0, headers: {}, text: '' }
    try {
      const answer = await pool.request({ method: 'POST', path: '/api/v1/chat/completions', headers, body })
      return { status: answer.statusCode, headers: answer.headers, text: await answer.body.text() }
    } catch (error) {
      return { status: 0, headers: {}, text: String(error) }
    }
  }
  const answers = await Promise.all(Array.from({ length: count }, (_, i) => ask(pools[i % pools.length]).finally(onAnswer)))
  await Promise.all(pools.map((pool) => pool.close()))
  return answers
}

export function statusCounts(answers: readonly PlainAnswer[]): Record<number, number> {
  const counts: Record<number, number> = {}
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1
  return counts
}
