import { DomainError } from '@/lib/kernel/error'
import type { Locale } from '@/lib/i18n/locale'
import { log } from '@/lib/log'
import { EventReader, type SseEvent } from '@/lib/providers/inference/sse'
import type { Admitted } from './admit'
import { errorBody } from './answer'
import { wordsIn } from './answer-text'
import { noteFailure, noteSuccess } from './breaker'
import { ChunkForm, isError, parseChunk, type Chunk } from './chunk-form'
import { serverOf } from './forward'
import type { Forwarded } from './forward-error'
import { Handover } from './handover'
import { returnTokens } from './limits'
import { ChunkShaper } from './openai-shape'
import type { Presence } from './presence'
import { track } from './running'
import { release, settle, type Outcome, type Receipt } from './settle'
import { StreamPatience } from './stream-patience'
import { StreamProgress } from './stream-progress'
import { usageView } from './usage-in'

/** Who watches a stream, and who is to hear how it went: told once, when it is settled. */
export type Watcher = { signal: Presence; locale: Locale; isRecorded: boolean; onEnd: (end: StreamEnd) => Promise<void> }
/** `sent` is the stream as a client that stayed has it (where it is recorded); `isWhole` when it ended as it should. */
export type StreamEnd = { isWhole: boolean; sent: string[]; answer: string }

/** A word to the client while the server thinks, so that no proxy in between gives up. */
const keepAliveMs = 10_000

const runaway = 'the server ran past its limit'

const event = (value: unknown, name?: string): string => `${name ? `event: ${name}\n` : ''}data: ${JSON.stringify(value)}\n\n`

/** One stream from its first byte to its settlement. */
class Pump {
  private readonly shape: ChunkShaper
  private readonly form: ChunkForm
  private readonly progress: StreamProgress
  private readonly sent: string[] = []
  private isRead = false

  constructor(private readonly admitted: Admitted, private readonly forwarded: Forwarded, private readonly watcher: Watcher, private readonly out: Handover) {
    this.shape = new ChunkShaper(admitted)
    this.form = new ChunkForm((chunk) => event(this.shape.chunk(chunk)))
    this.progress = new StreamProgress(admitted, serverOf(admitted, forwarded))
  }

  /** Reads the server to its end whatever the client does, settles, and hands the pieces over as long as somebody takes them. */
  async run(): Promise<void> {
    const { signal } = this.watcher
    const patience = new StreamPatience(signal, this.out, () => this.forwarded.answer.cancel())
    let isWhole = false
    try {
      await this.read()
      await this.finish(await this.settle({ status: signal.aborted ? 'canceled' : 'ok', errorCode: null }))
      isWhole = true
      const noted = noteSuccess(this.forwarded.upstreamId, this.admitted.caller.clientId)
      if (noted) await noted
    } catch (cause) {
      if (!signal.aborted && !patience.over) await noteFailure(this.forwarded.upstreamId, this.admitted.caller.clientId, { blame: 'failing', mayBeRequest: true })
      log.warn({ requestId: this.admitted.requestId, over: patience.over, err: cause }, 'stream ended early')
      const error = new DomainError(patience.over === 'too_long' ? 'upstream_timeout' : 'upstream_failed')
      await this.closeEarly(error, patience.over === 'drained')
      await this.put(event(errorBody(error, this.admitted.requestId, this.watcher.locale), 'error'))
    } finally {
      patience.end(this.isRead)
      // A failure to keep the answer must not fail the request.
      await this.watcher.onEnd({ isWhole, sent: this.sent, answer: this.progress.answer }).catch((error: unknown) => log.warn({ requestId: this.admitted.requestId, err: error }, 'a stream was not kept'))
      this.out.end()
    }
  }

  private async read(): Promise<void> {
    const reader = new EventReader()
    for await (const part of this.forwarded.answer.body) {
      const letters = reader.decode(part)
      const run = reader.isBetween ? this.form.readRun(letters) : undefined
      const room = run ? this.passRun(run.words, run.written) : this.passAll(reader.take(letters))
      if (room) await room
    }
    await this.passAll(reader.last())
    this.isRead = true
    if (!this.progress.isComplete) throw new Error('the server broke off')
  }

  /** Pieces of words that came together and are known by their form, as nearly all are. */
  private passRun(words: readonly string[], written: string): Promise<void> | undefined {
    for (const piece of words) this.progress.noteWords(piece)
    const room = this.put(written)
    if (this.progress.isRunaway) throw new Error(runaway)
    return room
  }

  /** What came together leaves together, also what came before something that ends the stream: it is billed. */
  private passAll(events: readonly SseEvent[]): Promise<void> | undefined {
    let pieces = ''
    let problem: string | undefined
    for (const { data } of events) {
      const known = this.form.read(data)
      if (known) this.progress.noteWords(known.words)
      else if (data === '[DONE]') this.progress.isDone = true
      const chunk = known || data === '[DONE]' ? undefined : parseChunk(data)
      if (chunk && isError(chunk)) problem = 'the server reported an error in its stream'
      else pieces += known ? known.written : chunk ? this.pieceOf(data, chunk) : ''
      if (this.progress.isRunaway) problem = runaway
      if (problem !== undefined) break
    }
    const room = pieces === '' ? undefined : this.put(pieces)
    if (problem !== undefined) throw new Error(problem)
    return room
  }

  /** The usage chunk is held back: it leaves with the cost, once that is settled. */
  private pieceOf(data: string, chunk: Chunk): string {
    this.progress.note(chunk)
    if (Array.isArray(chunk.choices) && chunk.choices.length > 0) {
      const words = wordsIn(chunk.choices[0])
      const piece = event(this.shape.chunk(chunk))
      if (words !== undefined) this.form.learn(data, words)
      return piece
    }
    this.shape.note(chunk.usage)
    return ''
  }

  private put(piece: string): Promise<void> | undefined {
    if (this.watcher.isRecorded) this.sent.push(piece)
    return this.out.put(piece)
  }

  private outcome(end: Pick<Outcome, 'status' | 'errorCode'>, httpStatus = 200): Outcome {
    const { upstreamId, attempts } = this.forwarded
    return { status: end.status, errorCode: end.errorCode, httpStatus, upstreamId, attempts, firstTokenMs: this.progress.firstTokenMs, latencyMs: this.progress.sinceStart() }
  }

  private settle(end: Pick<Outcome, 'status' | 'errorCode'>): Promise<Receipt> {
    return settle(this.admitted, this.outcome(end), this.progress.billed())
  }

  /** What was relayed is billed; a server that failed before its first token is free, one that we cut off while it worked is not. */
  private async closeEarly(error: DomainError, isDrained: boolean): Promise<void> {
    const end = this.watcher.signal.aborted ? { status: 'canceled' as const, errorCode: null } : { status: 'error' as const, errorCode: error.code }
    if (this.progress.isBegun || isDrained) await this.settle(end)
    else await release(this.admitted, this.outcome(end, error.status))
  }

  /** The last words: usage with its cost (in a comment when it was not asked for, as clients expect no more) and the end mark. */
  private async finish(receipt: Receipt): Promise<void> {
    const usage = usageView(receipt, this.admitted.model.rate.currency)
    const last = this.shape.last(usage)
    await this.put(`${last ? event(last) : `: usage ${JSON.stringify(usage)}\n\n`}data: [DONE]\n\n`)
  }
}

/**
 * The stream as the client sees it. The reading of the server runs on its own, so that a client who leaves is billed for
 * what was really generated: not nothing, not everything.
 */
export function relay(admitted: Admitted, forwarded: Forwarded, watcher: Watcher): AsyncGenerator<string> {
  const out = new Handover(keepAliveMs)
  void track(new Pump(admitted, forwarded, watcher, out).run()).catch((error: unknown) => {
    // The hold stays open and is swept: nothing is billed twice and nothing is lost unseen.
    log.error({ requestId: admitted.requestId, err: error }, 'a stream could not be settled')
    returnTokens(admitted.limits, 0)
    out.end()
  })
  return out.take()
}
