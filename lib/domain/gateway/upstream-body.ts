import type { Admitted } from './admit'
import { isOpenField } from './closed-fields'
import type { UpstreamRoute } from './model-route'
import { choiceCount, isStreaming } from './request'

const isSet = ([name, value]: [string, unknown]): boolean => value !== null && value !== undefined && isOpenField(name)

/** What servers call the limit of an answer. Nearly all know the first, many pass over the second; OpenAI's newer models refuse the first. */
export type LimitName = 'max_tokens' | 'max_completion_tokens'

type Limit = {
  /** What the server said it has left for an answer. */
  room?: number | undefined
  name?: LimitName
}

/** The request as this server is to get it: its own model name, the model's prompt first, each answer's limit as held. */
export function bodyFor({ request, model, hold }: Admitted, route: Pick<UpstreamRoute, 'upstreamModel'>, { room = Infinity, name = 'max_tokens' }: Limit = {}): Record<string, unknown> {
  const given = Object.fromEntries(Object.entries(request.body).filter(isSet))
  if (request.kind === 'embeddings') return { ...given, model: route.upstreamModel }
  // Exactly one limit leaves, the one that is held, by the name that the server heeds whatever the caller called it.
  const { max_tokens: _asked, max_completion_tokens: _same, best_of: bestOf, ...rest } = { ...model.defaults, ...given } as Record<string, unknown>
  return {
    ...rest, model: route.upstreamModel, [name]: Math.max(1, Math.min(room, Math.floor(hold.outputTokens / choiceCount(request)))),
    ...(request.kind === 'completions' && bestOf !== undefined ? { best_of: bestOf } : {}),
    ...(request.kind === 'chat' && model.systemPrompt ? { messages: [{ role: 'system', content: model.systemPrompt }, ...request.body.messages] } : {}),
    // Usage is always asked for: without it a stream could not be billed.
    ...(isStreaming(request) ? { stream_options: { ...request.body.stream_options, include_usage: true } } : {}),
  }
}
