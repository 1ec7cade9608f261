type Said = {
  content?: unknown; reasoning_content?: unknown; reasoning?: unknown; refusal?: unknown
  tool_calls?: { function?: { name?: unknown; arguments?: unknown } | null }[] | null
  function_call?: { name?: unknown; arguments?: unknown } | null
}

type Choice = { text?: unknown; message?: Said | null; delta?: Said | null }

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''
const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

/** Nothing but words, as nearly every piece of a stream is. */
function isWordsOnly(said: Said): said is { content?: string | null } {
  for (const name in said) {
    const value = said[name as keyof Said]
    if (name === 'content' ? typeof value !== 'string' && value !== null : name !== 'role' && value !== null) return false
  }
  return true
}

/** What was said in a choice that holds nothing but words; undefined where there is more to it. */
export function wordsIn(choice: unknown): string | undefined {
  if (typeof choice !== 'object' || choice === null) return undefined
  const { text, message, delta } = choice as Choice
  if (typeof text === 'string' && !delta && !message) return text
  return text === undefined && delta && isWordsOnly(delta) ? delta.content ?? undefined : undefined
}

/**
 * What a model said in one choice of an answer (`message`, `text`) or of a chunk (`delta`, `text`): words, reasoning, calls of tools.
 * What it thought may stand under two names, and is said once.
 * Some servers' chunks repeat in a `message` all that was said so far: what is new stands in `delta`.
 */
export function saidIn(choice: unknown): string {
  if (typeof choice !== 'object' || choice === null) return ''
  const { text, message, delta } = choice as Choice
  const said = delta ?? message ?? {}
  if (text === undefined && isWordsOnly(said)) return said.content ?? ''
  const calls = [...asList(said.tool_calls), { function: said.function_call }].map((call) => (call as { function?: { name?: unknown; arguments?: unknown } | null } | null)?.function)
  const content = Array.isArray(said.content) ? said.content.map((part: { text?: unknown }) => part?.text) : [said.content]
  return [text, ...content, said.reasoning_content, said.reasoning === said.reasoning_content ? '' : said.reasoning, said.refusal, ...calls.flatMap((call) => [call?.name, call?.arguments])].filter(isText).join('')
}

/** Everything said in an answer's choices. */
export const saidInChoices = (choices: unknown): string[] => asList(choices).map(saidIn)
