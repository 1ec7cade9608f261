import { DomainError } from '@/lib/kernel/error'
import { systemClock } from '@/lib/kernel/clock'
import { parseInput } from '../../parse'
import { answerHeaders, jsonAnswer, type GatewayAnswer } from '../answer'
import type { Caller } from '../caller'
import { guessPromptTokens } from '../count-tokens'
import { infer, type InferCall } from '../infer'
import { modelsFor } from '../list-models'
import { anthropicErrorAnswer } from './error'
import { messageOf, type ChatAnswer } from './from-chat'
import { CountTokensRequest, MessagesRequest, wantsThinking } from './request'
import { messageEvents } from './stream'
import { chatOf, chatPrompt } from './to-chat'

type Call = Omit<InferCall, 'kind'>

/** Headers as Anthropic's clients read them, beside ours. */
export function withAnthropicHeaders(answer: GatewayAnswer, requestId: string): GatewayAnswer {
  const { headers } = answer
  const limits = (['requests', 'tokens'] as const).flatMap((name) => {
    const [limit, remaining, reset] = [headers[`x-ratelimit-limit-${name}`], headers[`x-ratelimit-remaining-${name}`], headers[`x-ratelimit-reset-${name}`]]
    if (limit === undefined || remaining === undefined) return []
    const at = new Date(systemClock.now().getTime() + Number((reset ?? '0s').slice(0, -1)) * 1000).toISOString()
    return [[`anthropic-ratelimit-${name}-limit`, limit], [`anthropic-ratelimit-${name}-remaining`, remaining], [`anthropic-ratelimit-${name}-reset`, at]]
  })
  return { ...answer, headers: { ...headers, 'request-id': requestId, ...(Object.fromEntries(limits) as Record<string, string>) } }
}

/**
 * Anthropic's `POST /messages`: translated to a chat, sent the one way every request goes, and translated back.
 * @throws DomainError invalid_input (the caller turns it into an answer)
 */
export async function answerMessages(call: Call): Promise<GatewayAnswer> {
  const request = parseInput(MessagesRequest, call.body)
  const answer = await infer({ ...call, kind: 'chat', body: chatOf(request) })
  if (answer.status !== 200) return anthropicErrorAnswer(answer, call.requestId)
  const thinks = wantsThinking(request)
  const body = typeof answer.body === 'string' ? JSON.stringify(messageOf(JSON.parse(answer.body) as ChatAnswer, request, thinks)) : messageEvents(answer.body, request, thinks, call.requestId)
  return { ...answer, body }
}

/**
 * Anthropic's `POST /messages/count_tokens`: a guess, and marked as one, because only the model's server knows its
 * tokenizer. Costs nothing.
 * @throws DomainError invalid_input, not_found, subscription_inactive, client_suspended
 */
export async function countMessageTokens(caller: Caller, requestId: string, body: unknown): Promise<GatewayAnswer> {
  const request = parseInput(CountTokensRequest, body)
  const models = await modelsFor(caller, systemClock.now())
  if (!models.some(({ id }) => id === request.model)) throw new DomainError('not_found', { field: 'model', params: { what: 'model', model: request.model } })
  const { messages, tools } = chatPrompt(request)
  return jsonAnswer({ input_tokens: guessPromptTokens([messages, tools], 0), estimated: true }, answerHeaders(requestId))
}
