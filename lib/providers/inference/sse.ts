/** One event of a stream; only its data matters in the APIs spoken here. */
export type SseEvent = { event: string | null; data: string }

function parseBlock(block: string): SseEvent | null {
  // One line of data, as models send it.
  if (block.startsWith('data: ') && !/[\r\n]/.test(block)) return { event: null, data: block.slice(6) }
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

/**
 * Server-sent events out of a byte stream, however it is cut into pieces. Comments are passed over.
 * @throws Error for an event without an end
 */
export async function* readEvents(body: AsyncIterable<Uint8Array>): AsyncGenerator<SseEvent> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const part of body) {
    rest += decoder.decode(part, { stream: true })
    const blocks = rest.split(rest.includes('\r') ? /\r\n\r\n|\n\n|\r\r/ : '\n\n')
    rest = blocks.pop() ?? ''
    if (rest.length > longestEvent) throw new Error('an event without an end')
    for (const block of blocks) {
      const event = parseBlock(block)
      if (event) yield event
    }
  }
  const last = parseBlock(rest + decoder.decode())
  if (last) yield last
}
