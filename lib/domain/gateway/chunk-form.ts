import { wordsIn } from './answer-text'
import { isPlain, placeholder } from './plain-words'

export type Chunk = Record<string, unknown>

/** A chunk, or undefined where it is none. */
export function parseChunk(data: string): Chunk | undefined {
  try {
    const value: unknown = JSON.parse(data)
    return typeof value === 'object' && value !== null ? (value as Chunk) : undefined
  } catch {
    return undefined
  }
}

/** A server's error in its stream; vLLM's older kind has no name of its own. */
export const isError = ({ error, object }: Chunk): boolean => Boolean(error) || object === 'error'

/** A chunk of nothing but words, before and after them: as it comes and as it leaves. */
type Form = { before: string; after: string; head: string; tail: string }
/** The same as events that follow each other: what stands around the words of all, and between those of two, as it comes and as it leaves. */
type Run = { before: string; between: string; after: string; betweenOut: string }

/** Of one line: an event whose data stand in several is written otherwise. */
const runOf = ({ before, after, head, tail }: Form): Run | undefined => (/[\n\r]/.test(before + after)
  ? undefined
  : { before: `data: ${before}`, between: `${after}\n\ndata: ${before}`, after: `${after}\n\n`, betweenOut: tail + head })

/** A server whose chunks differ in more than their words is not studied for ever. */
const mostTries = 4

/**
 * The chunks of a stream mostly differ in their words alone. Once one was read and written the long way, others of exactly its form are known
 * without: what stood around the words comes to the same again, and plain words stand for themselves.
 */
export class ChunkForm {
  private form: Form | undefined
  private run: Run | undefined
  private tries = 0
  private hits = 0

  /** @param write how a chunk leaves; the same for chunks that differ in their words alone */
  constructor(private readonly write: (chunk: Chunk) => string) {}

  /** The words of a chunk of the known form, and how it leaves. */
  read(data: string): { words: string; written: string } | undefined {
    const { form } = this
    if (!form) return undefined
    const [from, to] = [form.before.length, data.length - form.after.length]
    // Slices are compared many letters at a time, which startsWith and endsWith are not.
    if (to < from || data.slice(0, from) !== form.before || data.slice(to) !== form.after) return undefined
    const words = data.slice(from, to)
    if (!isPlain(words)) return undefined
    this.hits += 1
    return { words, written: form.head + words + form.tail }
  }

  /** The words of each of the events in a piece of the stream that holds nothing but whole ones of the known form, and how all leave. */
  readRun(letters: string): { words: readonly string[]; written: string } | undefined {
    const { form, run } = this
    if (!form || !run) return undefined
    const [from, to] = [run.before.length, letters.length - run.after.length]
    if (to < from || letters.slice(0, from) !== run.before || letters.slice(to) !== run.after) return undefined
    // Plain words hold no quotation mark, and so nothing of what stands between them.
    const words = letters.slice(from, to).split(run.between)
    if (!isPlain(words.join(''))) return undefined
    this.hits += words.length
    return { words, written: form.head + words.join(run.betweenOut) + form.tail }
  }

  /** Learns the form of a chunk that has been written already, where it is one of words. */
  learn(data: string, words: string): void {
    if (words === '' || !isPlain(words) || this.tries > mostTries + this.hits / 8) return
    this.tries += 1
    const at = data.lastIndexOf(`"${words}"`)
    if (at < 0) return
    const [before, after] = [`${data.slice(0, at)}"`, data.slice(at + words.length + 1)]
    // Whatever stands there in the place of the words is then the words: nothing else was taken for them.
    const chunk = parseChunk(before + placeholder + after)
    if (!chunk || !isWordsAlone(chunk)) return
    const [head, tail, ...more] = this.write(chunk).split(placeholder)
    if (head === undefined || tail === undefined || more.length > 0) return
    this.form = { before, after, head, tail }
    this.run = runOf(this.form)
  }
}

/** Whether all that a chunk tells are the words: no end, no usage, no error. */
function isWordsAlone(chunk: Chunk): boolean {
  const { choices, usage } = chunk
  if (isError(chunk) || (usage !== undefined && usage !== null) || !Array.isArray(choices) || choices.length !== 1) return false
  const choice = choices[0] as { finish_reason?: unknown } | null
  return wordsIn(choice) === placeholder && !choice?.finish_reason
}
