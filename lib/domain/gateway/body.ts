import { DomainError } from '@/lib/kernel/error'

/** Deeper than any request that means something, and far from where walking it would exhaust the stack. */
const mostDepth = 200

const [quote, backslash] = [34, 92]
const isOpening = (code: number): boolean => code === 91 || code === 123
const isClosing = (code: number): boolean => code === 93 || code === 125

/** Whether brackets stand in more brackets than `most`, told from the text before anything is made of it. */
function isDeeperThan(text: string, most: number): boolean {
  let [depth, isQuoted] = [0, false]
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (isQuoted) {
      if (code === backslash) at++
      else if (code === quote) isQuoted = false
    } else if (code === quote) isQuoted = true
    else if (isOpening(code)) {
      if (++depth > most) return true
    } else if (isClosing(code)) depth--
  }
  return false
}

/**
 * A request's body as JSON; a byte order mark, which some shells write, means nothing.
 * @throws DomainError invalid_input
 */
export function parseBody(text: string): unknown {
  try {
    // Shorter than this nothing can be too deep.
    if (text.length > 2 * mostDepth && isDeeperThan(text, mostDepth)) throw new Error('nested too deep')
    return JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text)
  } catch (cause) {
    throw new DomainError('invalid_input', { params: { reason: 'json' }, internal: 'body is not JSON', cause })
  }
}
