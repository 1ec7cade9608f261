import type { Admitted } from './admit'
import { isOpenField } from './closed-fields'
import type { ModelRoute, UpstreamRoute } from './model-route'
import { choiceCount, isStreaming } from './request'

type Body = Record<string, unknown>

/** What callers call the limit of an answer, and how many are made of one prompt: what leaves is told by the hold. */
const held: ReadonlySet<string> = new Set(['max_tokens', 'max_completion_tokens', 'best_of'])
const none: ReadonlySet<string> = new Set()

/** Written out, as every request comes through here: lists of a request's fields cost several times as much. */
function putGiven(body: Body, given: Readonly<Body>, except: ReadonlySet<string>): Body {
  for (const name in given) {
    const value = given[name]
    if (value !== null && value !== undefined && isOpenField(name) && !except.has(name)) body[name] = value
  }
  return body
}

function defaultsOf({ defaults }: ModelRoute): Body {
  const body: Body = {}
  for (const name in defaults) if (!held.has(name)) body[name] = defaults[name]
  return body
}

/** What servers call the limit of an answer. Nearly all know the first, many pass over the second; OpenAI's newer models refuse the first. */
export type LimitName = 'max_tokens' | 'max_completion_tokens'

type Limit = {
  /** What the server said it has left for an answer. */
  room?: number | undefined
  name?: LimitName
}

/** The request as this server is to get it: its own model name, the model's prompt first, each answer's limit as held. */
export function bodyFor({ request, model, hold }: Admitted, route: Pick<UpstreamRoute, 'upstreamModel'>, { room = Infinity, name = 'max_tokens' }: Limit = {}): Body {
  if (request.kind === 'embeddings') return { ...putGiven({}, request.body, none), model: route.upstreamModel }
  const body = putGiven(defaultsOf(model), request.body, held)
  body.model = route.upstreamModel
  // Exactly one limit leaves, the one that is held, by the name that the server heeds whatever the caller called it.
  body[name] = Math.max(1, Math.min(room, Math.floor(hold.outputTokens / choiceCount(request))))
  const bestOf = request.kind === 'completions' ? request.body.best_of ?? model.defaults.best_of : undefined
  if (bestOf !== undefined) body.best_of = bestOf
  if (request.kind === 'chat' && model.systemPrompt) body.messages = [{ role: 'system', content: model.systemPrompt }, ...request.body.messages]
  // Usage is always asked for: without it a stream could not be billed.
  if (isStreaming(request)) body.stream_options = { ...request.body.stream_options, include_usage: true }
  return body
}
