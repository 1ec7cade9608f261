import { StringDecoder } from 'node:string_decoder'

/** One event of a stream; only its data matters in the APIs spoken here. */
export type SseEvent = { event: string | null; data: string }

/** @param hasReturns whether carriage returns may end lines in it */
function parseBlock(block: string, hasReturns: boolean): SseEvent | null {
  // One line of data, as models send it.
  if (!hasReturns && block.startsWith('data: ') && !block.includes('\n')) return { event: null, data: block.slice(6) }
  let event: string | null = null
  const data: string[] = []
  for (const line of block.split(/\r\n|\n|\r/)) {
    if (line.startsWith('data:')) data.push(line.slice(5).replace(/^ /, ''))
    else if (line.startsWith('event:')) event = line.slice(6).trim()
  }
  return data.length ? { event, data: data.join('\n') } : null
}

/** No event of an answer is this long: a server that sends no end of one would fill the memory. */
const longestEvent = 4_194_304
const byteOrderMark = 0xfeff

/**
 * Server-sent events out of a byte stream, however it is cut into pieces: those that came to an end with each piece. Comments are passed over.
 * @throws Error for an event without an end
 */
export async function* readEvents(body: AsyncIterable<Uint8Array>): AsyncGenerator<SseEvent[]> {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  let isFirst = true
  for await (const part of body) {
    rest += decoder.write(part)
    if (isFirst && rest !== '') {
      isFirst = false
      if (rest.charCodeAt(0) === byteOrderMark) rest = rest.slice(1)
    }
    const hasReturns = rest.includes('\r')
    const blocks = rest.split(hasReturns ? /\r\n\r\n|\n\n|\r\r/ : '\n\n')
    rest = blocks.pop() ?? ''
    if (rest.length > longestEvent) throw new Error('an event without an end')
    const events = eventsIn(blocks, hasReturns)
    if (events.length > 0) yield events
  }
  const last = eventsIn([rest + decoder.end()], true)
  if (last.length > 0) yield last
}

function eventsIn(blocks: readonly string[], hasReturns: boolean): SseEvent[] {
  const events: SseEvent[] = []
  for (const block of blocks) {
    const event = parseBlock(block, hasReturns)
    if (event) events.push(event)
  }
  return events
}
