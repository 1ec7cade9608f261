import { describe, expect, it } from 'vitest'
import { SharedRead } from './shared-read'

function reader(delayMs = 1) {
  const state = { value: 1, statements: [] as string[][] }
  const shared = new SharedRead<string, string>((key) => key, async (keys) => {
    state.statements.push([...keys])
    if (keys.includes('bad')) throw new Error('bad question')
    const seen = state.value
    await new Promise((resolve) => setTimeout(resolve, delayMs))
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
    const { state, shared } = reader(10)
    const first = shared.read('a')
    await new Promise((resolve) => setTimeout(resolve, 3))
    state.value = 2
    expect(await Promise.all([first, shared.read('a')])).toEqual(['a1', 'a2'])
  })

  it('do not suffer for a neighbour\'s question', async () => {
    const { shared } = reader()
    const [good, bad] = await Promise.allSettled([shared.read('a'), shared.read('bad')])
    expect([good, bad.status]).toEqual([{ status: 'fulfilled', value: 'a1' }, 'rejected'])
  })
})
