import { handleGateway, type GatewayAnswer } from '@/lib/domain/gateway'
import { newId } from '@/lib/kernel/id'
import type { Metered } from './metered-client'

type Options = { path?: string; signal?: AbortSignal; secret?: string; locale?: 'en' | 'ar'; idempotencyKey?: string }

/** One POST to the gateway as a client's program sends it: the given fields over a short chat. */
export function gatewayPost(client: Metered, over: object = {}, options: Options = {}): Promise<GatewayAnswer> {
  const { path = '/chat/completions', signal = new AbortController().signal, secret = client.secret, locale = 'en', idempotencyKey } = options
  const base = { model: client.model, ...(path.endsWith('/chat/completions') ? { messages: [{ role: 'user', content: 'Hello there' }] } : {}) }
  const body = JSON.stringify({ ...base, ...over })
  return handleGateway({ method: 'POST', path, authorization: `Bearer ${secret}`, requestId: newId('req'), locale, signal, ip: '127.0.0.1', readBody: async () => body, idempotencyKey })
}

/** The whole body, streams to their end. */
export async function answerText(answer: GatewayAnswer): Promise<string> {
  if (typeof answer.body === 'string') return answer.body
  let text = ''
  for await (const piece of answer.body) text += piece
  return text
}

export const answerJson = async <T = Record<string, unknown>>(answer: GatewayAnswer): Promise<T> => JSON.parse(await answerText(answer)) as T
