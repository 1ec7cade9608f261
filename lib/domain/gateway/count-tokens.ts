/** Tokens that framing (roles, separators) may add to each message, at most. */
const perMessage = 8

/** Every string inside a request's content, whatever its shape; a number is a token by its id, and never fewer bytes than one. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value === 'number') return [String(value)]
  if (Array.isArray(value)) return value.flatMap(textsIn)
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}

/**
 * No tokenizer makes more tokens than there are bytes, so this bounds a prompt from above for any model: what a hold is
 * made of. The true count comes with the answer.
 */
export function mostPromptTokens(content: unknown, messages = 1): number {
  return textsIn(content).reduce((total, text) => total + Buffer.byteLength(text), 0) + perMessage * (messages + 1)
}

/** A fair guess where the server never told: about four Latin letters or two of other scripts a token. Marked as estimated. */
export function guessTokens(content: unknown): number {
  const text = textsIn(content).join(' ')
  const latin = (text.match(/[\u0000-\u024f]/g) ?? []).length
  return Math.max(1, Math.ceil(latin / 4 + (text.length - latin) / 2))
}
