import { describe, expect, it } from 'vitest'
import { SharedRead } from './shared-read'

function reader(until: () => Promise<void> = async () => undefined) {
  const state = { value: 1, statements: [] as string[][] }
  const shared = new SharedRead<string, string>((key) => key, async (keys) => {
    state.statements.push([...keys])
    if (keys.includes('bad')) throw new Error('bad question')
    const seen = state.value
    await until()
    return keys.map((key) => (key === 'none' ? undefined : `${key}${seen}`))
  })
  return { state, shared }
}

describe('shared reads', () => {
  it('of one moment share a statement, each distinct one once', async () => {
    const { state, shared } = reader()
    expect(await Promise.all(['a', 'b', 'a', 'none', 'a'].map((key) => shared.read(key)))).toEqual(['a1', 'b1', 'a1', undefined, 'a1'])
    expect(state.statements).toEqual([['a', 'b', 'none']])
  })

  it('never answer with what was read before they were asked', async () => {
    let answer = (): void => undefined
    const gate = new Promise<void>((resolve) => { answer = resolve })
    const { state, shared } = reader(() => gate)
    const first = shared.read('a')
    await expect.poll(() => state.statements).toHaveLength(1)
    state.value = 2
    const second = shared.read('a')
    answer()
    expect(await Promise.all([first, second])).toEqual(['a1', 'a2'])
  })

  it('do not suffer for a neighbour\'s question', async () => {
    const { shared } = reader()
    const [good, bad] = await Promise.allSettled([shared.read('a'), shared.read('bad')])
    expect([good, bad.status]).toEqual([{ status: 'fulfilled', value: 'a1' }, 'rejected'])
  })
})
