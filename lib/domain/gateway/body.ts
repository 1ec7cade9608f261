import { DomainError } from '@/lib/kernel/error'

/** Deeper than any request that means something, and far from where walking it would exhaust the stack. */
const mostDepth = 200

/** More fields than any object that means something has; reading very wide ones takes many times as long as their letters. */
const mostFields = 5_000

const [quote, backslash, colon] = [34, 92, 58]
const isOpening = (code: number): boolean => code === 91 || code === 123
const isClosing = (code: number): boolean => code === 93 || code === 125

/** Whether brackets stand in too many brackets, or an object has too many fields, told from the text before anything is made of it. */
function isOutOfShape(text: string): boolean {
  const fields = new Uint32Array(mostDepth + 1)
  let [depth, isQuoted] = [0, false]
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (isQuoted) {
      if (code === backslash) at++
      else if (code === quote) isQuoted = false
    } else if (code === quote) isQuoted = true
    else if (isOpening(code)) {
      if (++depth > mostDepth) return true
      fields[depth] = 0
    } else if (isClosing(code)) depth--
    else if (code === colon) {
      const count = (fields[depth] ?? 0) + 1
      if (count > mostFields) return true
      fields[depth] = count
    }
  }
  return false
}

/**
 * A request's body as JSON; a byte order mark, which some shells write, means nothing.
 * @throws DomainError invalid_input
 */
export function parseBody(text: string): unknown {
  try {
    // Shorter than this nothing can be too deep or too wide.
    if (text.length > 2 * mostDepth && isOutOfShape(text)) throw new Error('nested too deep, or too many fields')
    return JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text)
  } catch (cause) {
    throw new DomainError('invalid_input', { params: { reason: 'json' }, internal: 'body is not JSON', cause })
  }
}
