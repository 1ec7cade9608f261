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

/** Server-sent events out of a stream of bytes, however it is cut into pieces. Comments are passed over. */
export class EventReader {
  private readonly decoder = new StringDecoder('utf8')
  private rest = ''
  private isBegun = false

  /** Whether no event is under way: what comes next begins one. */
  get isBetween(): boolean {
    return this.isBegun && this.rest === ''
  }

  /** The letters that are whole with this piece, for `take`. */
  decode(part: Uint8Array): string {
    return this.decoder.write(part)
  }

  /** The events that come to an end with these letters. @throws Error for an event without an end */
  take(letters: string): SseEvent[] {
    this.rest += letters
    if (!this.isBegun && this.rest !== '') {
      this.isBegun = true
      if (this.rest.charCodeAt(0) === byteOrderMark) this.rest = this.rest.slice(1)
    }
    const hasReturns = this.rest.includes('\r')
    const blocks = this.rest.split(hasReturns ? /\r\n\r\n|\n\n|\r\r/ : '\n\n')
    this.rest = blocks.pop() ?? ''
    if (this.rest.length > longestEvent) throw new Error('an event without an end')
    return eventsIn(blocks, hasReturns)
  }

  /** What came without its empty line when there is no more. */
  last(): SseEvent[] {
    return eventsIn([this.rest + this.decoder.end()], true)
  }
}

function eventsIn(blocks: readonly string[], hasReturns: boolean): SseEvent[] {
  const events: SseEvent[] = []
  for (const block of blocks) {
    const event = parseBlock(block, hasReturns)
    if (event) events.push(event)
  }
  return events
}
