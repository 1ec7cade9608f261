import { minutes, systemClock } from '@/lib/kernel/clock'
import { DomainError } from '@/lib/kernel/error'
import type { Locale } from '@/lib/i18n/locale'
import { log } from '@/lib/log'
import { readEvents } from '@/lib/providers/inference/sse'
import type { TokenCounts } from '@/lib/kernel/rate'
import type { Admitted } from './admit'
import { errorBody } from './answer'
import type { Forwarded } from './forward'
import { Handover } from './handover'
import { returnTokens } from './limits'
import { ChunkShaper } from './openai-shape'
import { track } from './running'
import { release, settle, type Outcome, type Receipt } from './settle'
import { countedUsage, reportedUsage, usageView } from './usage-in'

type Watcher = { signal: AbortSignal; locale: Locale }

/** How long a stream may take at most; well within the life of its hold, so that it is always settled. */
const longestMs = minutes(10)
/** How long a server is read on after its client has gone. */
const drainMs = minutes(1)
/** A word to the client while the server thinks, so that no proxy in between gives up. */
const keepAliveMs = 10_000

type Progress = { shape: ChunkShaper; usage: TokenCounts | undefined; pieces: number; firstTokenMs: number | null; isDone: boolean }

const sinceStart = (admitted: Admitted): number => systemClock.now().getTime() - admitted.startedAt.getTime()
const event = (value: unknown, name?: string): string => `${name ? `event: ${name}\n` : ''}data: ${JSON.stringify(value)}\n\n`

function parse(data: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(data)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

const hasText = (choice: unknown): boolean => {
  const found = choice as { text?: string; delta?: { content?: string | null; tool_calls?: unknown; reasoning_content?: string; reasoning?: string } } | null
  return Boolean(found?.text || found?.delta?.content || found?.delta?.tool_calls || found?.delta?.reasoning_content || found?.delta?.reasoning)
}

/** Takes note of one chunk and gives back what the client is to see of it. */
function note(admitted: Admitted, progress: Progress, chunk: Record<string, unknown>): string | null {
  progress.usage = reportedUsage(chunk.usage) ?? progress.usage
  const choices = Array.isArray(chunk.choices) ? chunk.choices : []
  if (choices.some(hasText)) {
    progress.pieces += 1
    progress.firstTokenMs ??= sinceStart(admitted)
  }
  // The usage chunk is held back: it leaves with the cost, once that is settled.
  if (choices.length > 0) return event(progress.shape.chunk(chunk))
  progress.shape.note(chunk.usage)
  return null
}

async function settleStream(admitted: Admitted, forwarded: Forwarded, progress: Progress, end: Pick<Outcome, 'status' | 'errorCode'>): Promise<Receipt> {
  const usage = progress.usage ? { tokens: progress.usage, isEstimated: false } : countedUsage(admitted, progress.pieces)
  const { upstreamId, attempts } = forwarded
  return settle(admitted, { ...end, httpStatus: 200, upstreamId, attempts, firstTokenMs: progress.firstTokenMs, latencyMs: sinceStart(admitted) }, usage)
}

/** Reads the server to its end whatever the client does, settles, and hands the pieces over as long as somebody takes them. */
async function pump(admitted: Admitted, forwarded: Forwarded, { signal, locale }: Watcher, out: Handover): Promise<void> {
  const progress: Progress = { shape: new ChunkShaper(admitted), usage: undefined, pieces: 0, firstTokenMs: null, isDone: false }
  let drainTimer: NodeJS.Timeout | undefined
  const deadline = setTimeout(() => { out.abandon(); forwarded.answer.cancel() }, longestMs)
  const leave = (): void => {
    out.abandon()
    drainTimer = setTimeout(() => forwarded.answer.cancel(), drainMs)
  }
  if (signal.aborted) leave()
  else signal.addEventListener('abort', leave, { once: true })
  try {
    for await (const { data } of readEvents(forwarded.answer.body)) {
      if (data === '[DONE]') { progress.isDone = true; continue }
      const chunk = parse(data)
      if (!chunk) continue
      if (chunk.error) throw new Error('the server reported an error in its stream')
      const text = note(admitted, progress, chunk)
      if (text) await out.put(text)
    }
    if (!progress.isDone && !progress.usage) throw new Error('the server broke off')
    const receipt = await settleStream(admitted, forwarded, progress, { status: signal.aborted ? 'canceled' : 'ok', errorCode: null })
    await finish(progress.shape.last(usageView(receipt, admitted.model.rate.currency)), out)
  } catch (cause) {
    const end = signal.aborted ? { status: 'canceled' as const, errorCode: null } : { status: 'error' as const, errorCode: 'upstream_failed' }
    const isUnanswered = !signal.aborted && progress.pieces === 0 && !progress.usage
    if (isUnanswered) await release(admitted, { ...end, httpStatus: 502, upstreamId: forwarded.upstreamId, attempts: forwarded.attempts, firstTokenMs: null, latencyMs: sinceStart(admitted) })
    else await settleStream(admitted, forwarded, progress, end)
    log.warn({ requestId: admitted.requestId, err: cause }, 'stream ended early')
    await out.put(event(errorBody(new DomainError('upstream_failed'), admitted.requestId, locale), 'error'))
  } finally {
    clearTimeout(drainTimer)
    clearTimeout(deadline)
    signal.removeEventListener('abort', leave)
    forwarded.answer.cancel()
    out.end()
  }
}

/** The last words: usage with its cost (when asked for, as OpenAI does) and the end mark. */
async function finish(last: Record<string, unknown> | null, out: Handover): Promise<void> {
  if (last) await out.put(event(last))
  await out.put('data: [DONE]\n\n')
}

/**
 * The stream as the client sees it. The reading of the server runs on its own, so that a client who leaves is billed for
 * what was really generated: not nothing, not everything.
 */
export function relay(admitted: Admitted, forwarded: Forwarded, watcher: Watcher): AsyncGenerator<string> {
  const out = new Handover(keepAliveMs)
  void track(pump(admitted, forwarded, watcher, out)).catch((error: unknown) => {
    // The hold stays open and is swept: nothing is billed twice and nothing is lost unseen.
    log.error({ requestId: admitted.requestId, err: error }, 'a stream could not be settled')
    void returnTokens(admitted.limits, 0)
    out.end()
  })
  return out.take()
}
