import { describe, expect, it } from 'vitest'
import type { LogLine } from '@/lib/providers/instance-runtime/types'
import { assertMayFollow, countedReader } from './log-readers'

async function* endless(): AsyncGenerator<LogLine> {
  for (;;) yield { offset: '1', at: null, stream: 'stdout', text: 'one' }
}

describe('the readers of logs', () => {
  it('are ten at once of a client, also where all came before any began to read, and none of another is in their way', async () => {
    const all = Array.from({ length: 12 }, () => countedReader('cli_1', endless()))
    expect(() => { assertMayFollow('cli_1') }).not.toThrow()
    const begun = await Promise.allSettled(all.map((one) => one.next()))
    expect(begun.map(({ status }) => status)).toEqual([...Array<string>(10).fill('fulfilled'), 'rejected', 'rejected'])
    expect(() => { assertMayFollow('cli_1') }).toThrow('rate_limited')
    expect((await countedReader('cli_2', endless()).next()).done).toBe(false)
    await all[0]?.return(undefined)
    expect((await countedReader('cli_1', endless()).next()).done).toBe(false)
    expect(() => { assertMayFollow('cli_1') }).toThrow('rate_limited')
  })

  it('that leave before they have begun were never counted', async () => {
    for (let i = 0; i < 20; i++) await countedReader('cli_3', endless()).return(undefined)
    expect(() => { assertMayFollow('cli_3') }).not.toThrow()
  })
})
