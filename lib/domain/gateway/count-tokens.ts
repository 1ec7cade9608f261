/** Tokens that framing (roles, separators) may add to each message, at most. */
const perMessage = 8

/** The sum over every string inside a request's content, whatever its shape; a number stands for a token there. */
function sumOver(value: unknown, of: (text: string) => number): number {
  if (typeof value === 'string') return of(value)
  if (typeof value === 'number') return 1
  if (typeof value !== 'object' || value === null) return 0
  let sum = 0
  for (const one of Array.isArray(value) ? value : Object.values(value)) sum += sumOver(one, of)
  return sum
}

/**
 * No tokenizer makes more tokens than there are bytes, so this bounds a prompt from above for any model: what a hold is
 * made of. The true count comes with the answer.
 */
export function mostPromptTokens(content: unknown, messages = 1): number {
  return sumOver(content, (text) => Buffer.byteLength(text)) + perMessage * (messages + 1)
}

/** Scripts written without spaces make about one token a letter; Arabic, Cyrillic and the like about one for three. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/gu
const latin = /^[\u0000-\u024f]*$/

function tokensOfWord(word: string): number {
  const single = word.match(unspaced)?.length ?? 0
  const rest = word.length - single
  if (rest === 0) return single
  return single + Math.max(1, latin.test(word) ? Math.ceil(rest / 8) : Math.ceil(rest / 3))
}

const beyondLatin = /[^\u0000-\u024f]/
/** What a regular expression calls white space, as far as it is plain text and not a blank: rarer spaces are met by their words' letters. */
const otherSpace = /[\t-\r\u00a0]/g

/** The same word by word where letters and spaces are Latin, without a list of the words; undefined where others are among them. */
function guessLatin(text: string): number | undefined {
  if (beyondLatin.test(text)) return undefined
  const words = text.replace(otherSpace, ' ')
  const { length } = words
  let [total, from] = [0, 0]
  while (from < length) {
    const blank = words.indexOf(' ', from)
    const end = blank < 0 ? length : blank
    total += Math.ceil((end - from) / 8)
    from = end + 1
  }
  return total
}

/** A fair guess of a text's tokens where the server never told: word by word. Marked as estimated wherever it is used. */
export const guessTokens = (text: string): number =>
  guessLatin(text) ?? text.split(/\s+/).reduce((total, word) => total + (word === '' ? 0 : tokensOfWord(word)), 0)

/** Tokens that roles and separators add to a message, about. */
const framingTokens = 4

/** A fair guess of a prompt's tokens. */
export const guessPromptTokens = (content: unknown, messages: number): number => sumOver(content, guessTokens) + framingTokens * messages

/** Longer than this, a piece of a stream holds more than one token for sure. */
const longestToken = 12

/** Tokens of one piece of a stream: servers send one token a piece, unless it plainly holds several words. */
export function tokensOfPiece(piece: string): number {
  return piece.length <= longestToken && !/\S\s+\S/.test(piece) ? 1 : Math.max(1, guessTokens(piece))
}
