import { describe, expect, it } from 'vitest'
import { Handover } from './handover'

const long = 600_000
const full = 'x'.repeat(16_384)
/** Everything that can go on by itself has gone on. */
const calm = async (): Promise<void> => { for (let i = 0; i < 5; i++) await new Promise((go) => setImmediate(go)) }

describe('a reader that waits', () => {
  it('hears again and again that the connection lives, and gets what comes then', async () => {
    const out = new Handover(1)
    const pieces = out.take()
    for (let i = 0; i < 3; i++) expect((await pieces.next()).value).toBe(': keep-alive\n\n')
    void out.put('data: a\n\n')
    let heard = ''
    while (!heard.includes('data')) heard = String((await pieces.next()).value)
    expect(heard).toBe('data: a\n\n')
    out.end()
    expect((await pieces.next()).done).toBe(true)
  })

  it('hears no such thing between pieces that come in time, and what comes together goes together', async () => {
    const out = new Handover(long)
    const pieces = out.take()
    const first = pieces.next()
    await calm()
    void out.put('a')
    expect((await first).value).toBe('a')
    void out.put('b')
    void out.put('c')
    out.end()
    expect([(await pieces.next()).value, (await pieces.next()).done]).toEqual(['bc', true])
  })
})

describe('a writer', () => {
  /** One that found no room, and whether it still waits. */
  const held = (out: Handover): { isWaiting: boolean } => {
    const state = { isWaiting: true }
    void out.put(full)?.then(() => { state.isWaiting = false })
    return state
  }

  it('waits for a reader that takes nothing, until it takes', async () => {
    const out = new Handover(long)
    const [pieces, writer] = [out.take(), held(out)]
    await calm()
    expect(writer.isWaiting).toBe(true)
    expect((await pieces.next()).value).toBe(full)
    await expect.poll(() => writer.isWaiting).toBe(false)
    await pieces.return(undefined)
  })

  it('runs on freely once its reader has gone', async () => {
    const out = new Handover(long)
    const [pieces, writer] = [out.take(), held(out)]
    out.abandon()
    await expect.poll(() => writer.isWaiting).toBe(false)
    expect([out.put(full), (await pieces.next()).done]).toEqual([undefined, true])
  })

  it('that must hurry waits no longer, and is heard to its last word', async () => {
    const out = new Handover(long)
    const [pieces, writer] = [out.take(), held(out)]
    out.hurry()
    await expect.poll(() => writer.isWaiting).toBe(false)
    expect(out.put('the end')).toBeUndefined()
    out.end()
    expect([(await pieces.next()).value, (await pieces.next()).done]).toEqual([`${full}the end`, true])
  })
})
