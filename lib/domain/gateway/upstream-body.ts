import type { Admitted } from './admit'
import { isOpenField } from './closed-fields'
import type { UpstreamRoute } from './model-route'
import { choiceCount, isStreaming } from './request'

const isSet = ([name, value]: [string, unknown]): boolean => value !== null && value !== undefined && isOpenField(name)

/**
 * The request as this server is to get it: its own model name, the model's prompt first, each answer's limit as held.
 * @param room what the server said it has left for an answer
 */
export function bodyFor({ request, model, hold }: Admitted, route: Pick<UpstreamRoute, 'upstreamModel'>, room = Infinity): Record<string, unknown> {
  const given = Object.fromEntries(Object.entries(request.body).filter(isSet))
  if (request.kind === 'embeddings') return { ...given, model: route.upstreamModel }
  // Exactly one limit leaves, the one that is held: a second name for it must not ask for more.
  const { max_tokens: _asked, max_completion_tokens: completion, best_of: bestOf, ...rest } = { ...model.defaults, ...given } as Record<string, unknown>
  // Chats alone know the longer name: completions would be answered at any length.
  const limitName = completion === undefined || request.kind === 'completions' ? 'max_tokens' : 'max_completion_tokens'
  return {
    ...rest, model: route.upstreamModel, [limitName]: Math.max(1, Math.min(room, Math.floor(hold.outputTokens / choiceCount(request)))),
    ...(request.kind === 'completions' && bestOf !== undefined ? { best_of: bestOf } : {}),
    ...(request.kind === 'chat' && model.systemPrompt ? { messages: [{ role: 'system', content: model.systemPrompt }, ...request.body.messages] } : {}),
    // Usage is always asked for: without it a stream could not be billed.
    ...(isStreaming(request) ? { stream_options: { ...request.body.stream_options, include_usage: true } } : {}),
  }
}
