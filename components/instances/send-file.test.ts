import { describe, expect, it } from 'vitest'
import { partBytes, sendFile, SendError } from './send-file'

const size = partBytes * 2 + 10
const to = { address: (offset: number) => `/put?offset=${offset}`, status: '/status', finish: '/finish' }
const row = (received: number, state = 'receiving') => Response.json({ id: 'upl_1', received_bytes: received, state, refused_for: null })

/** A server that keeps what is sent in order; `trouble` may answer instead of it. */
function server(trouble: (address: string, at: number) => Response | Error | undefined = () => undefined) {
  let [has, asked] = [0, 0]
  const seen: string[] = []
  const send = async (address: string, init: RequestInit): Promise<Response> => {
    seen.push(address)
    const bad = trouble(address, ++asked)
    if (bad instanceof Error) throw bad
    if (address === '/finish') return row(has, 'ready')
    if (address === '/status') return row(has)
    if (Number(address.split('=')[1]) !== has) return Response.json({ error: { message: 'conflict' } }, { status: 409 })
    has += (init.body as Blob).size
    return bad ?? row(has)
  }
  return { send, seen, has: () => has }
}

const run = (of: ReturnType<typeof server>, from = 0, signal = new AbortController().signal) => {
  const sent: number[] = []
  return sendFile(new Blob([new Uint8Array(size)]), from, to, { signal, onSent: (bytes) => sent.push(bytes), send: of.send, pauseMs: 0 }).then((end) => ({ end, sent }))
}

describe('sending a file', () => {
  it('goes part by part and ends with what the server found', async () => {
    const of = server()
    const { end, sent } = await run(of)
    expect([end.state, sent, of.has()]).toEqual(['ready', [partBytes, partBytes * 2, size], size])
  })

  it('goes on after a cut connection, and from what the server has when an answer was lost', async () => {
    const lost = server((_address, at) => (at === 1 ? new Error('network') : undefined))
    expect((await run(lost)).end.state).toBe('ready')
    // The bytes arrived, the answer did not: the next attempt is told so and asks how far it is.
    let isFirst = true
    const half = server()
    const send = async (address: string, init: RequestInit): Promise<Response> => {
      const answer = await half.send(address, init)
      if (!isFirst) return answer
      isFirst = false
      throw new Error('network')
    }
    expect((await run({ ...half, send })).end.state).toBe('ready')
    expect([half.has(), half.seen.includes('/status')]).toEqual([size, true])
  })

  it('stops when the server refuses the file, with its words', async () => {
    await expect(run(server(() => undefined), 5)).resolves.toMatchObject({ end: { state: 'ready' } })
    const refused = { ...server(), send: () => Promise.resolve(Response.json({ error: { message: 'That is larger than we accept.' } }, { status: 413 })) }
    await expect(run(refused)).rejects.toThrow(SendError)
  })

  it('sends no more of a file that the server refuses for its first bytes', async () => {
    const seen: string[] = []
    const send = (address: string): Promise<Response> => {
      seen.push(address)
      return Promise.resolve(Response.json({ id: 'upl_1', received_bytes: partBytes, state: 'refused', refused_for: 'not_gguf' }))
    }
    expect((await run({ ...server(), send })).end).toMatchObject({ state: 'refused', refusedFor: 'not_gguf' })
    expect(seen).toEqual(['/put?offset=0'])
  })

  it('sends a part again that something on the way refused without a word of ours', async () => {
    const of = server((_address, at) => (at === 1 ? Response.json({}, { status: 502 }) : undefined))
    expect((await run(of)).end.state).toBe('ready')
  })

  it('gives up on a server that does not answer, and at once when it is canceled', async () => {
    await expect(run(server(() => new Error('network')))).rejects.toThrow('network')
    await expect(run(server(), 0, AbortSignal.abort())).rejects.toThrow()
  })
})
