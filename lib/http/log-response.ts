import type { LogLine } from '@/lib/providers/instance-runtime/types'

type Read = (signal: AbortSignal) => AsyncIterable<LogLine>
type Times = { keepAliveMs?: number; longestMs?: number }

const event = ({ offset, at, stream, text }: LogLine): string => `id: ${offset.replace(/[\r\n]/g, '')}\ndata: ${JSON.stringify({ offset, at, stream, text })}\n\n`

/**
 * Lines as server-sent events, each with its offset as id, for as long as the reader listens. A stream lasts ten minutes at
 * most: whoever may no longer read finds out when it asks again, and who may goes on after the last id, by itself.
 * `event: end` says that no more will come.
 */
export function followedLog(read: Read, reader: AbortSignal, { keepAliveMs = 15_000, longestMs = 600_000 }: Times = {}): Response {
  const gone = new AbortController()
  const over = AbortSignal.timeout(longestMs)
  const signal = AbortSignal.any([gone.signal, reader, over])
  const lines = read(signal)[Symbol.asyncIterator]()
  const text = new TextEncoder()
  let pending: Promise<IteratorResult<LogLine>> | undefined
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(text.encode('retry: 2000\n\n')),
    async pull(controller) {
      pending ??= lines.next()
      const got = await Promise.race([pending, quiet(keepAliveMs, signal)]).catch(() => 'lost' as const)
      if (got === 'quiet' && !signal.aborted) return controller.enqueue(text.encode(': here\n\n'))
      if (got === 'quiet' || got === 'lost') return controller.close()
      pending = undefined
      if (!got.done) return controller.enqueue(text.encode(event(got.value)))
      if (!signal.aborted) controller.enqueue(text.encode('event: end\ndata: {}\n\n'))
      controller.close()
    },
    async cancel() {
      gone.abort()
      pending?.catch(() => undefined)
      await lines.return?.()
    },
  })
  return new Response(body, { headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache, no-transform', 'x-accel-buffering': 'no' } })
}

/** Nothing came for a while, or nobody listens any more. */
function quiet(ms: number, signal: AbortSignal): Promise<'quiet'> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve('quiet')
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done)
    if (signal.aborted) done()
  })
}

/** Lines as a file to keep: time, where it was written, what. */
export function logFile(read: Read, reader: AbortSignal, name: string): Response {
  const lines = read(reader)[Symbol.asyncIterator]()
  const text = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const got = await lines.next()
      if (got.done) return controller.close()
      const { at, stream, text: words } = got.value
      controller.enqueue(text.encode(`${at ? `${at.toISOString()} ` : ''}${stream} ${words}\n`))
    },
    async cancel() {
      await lines.return?.()
    },
  })
  return new Response(body, { headers: { 'content-type': 'text/plain; charset=utf-8', 'content-disposition': `attachment; filename="${name}.log"`, 'x-content-type-options': 'nosniff' } })
}
