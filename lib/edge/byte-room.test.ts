import { expect, it } from 'vitest'
import { ByteRoom } from './byte-room'

const long = 2 ** 31 - 1
/** Who was let in so far, in order. */
function roomOf(total: number): { room: ByteRoom; ask: (who: string, bytes: number, signal?: AbortSignal) => void; inside: string[]; settled: () => Promise<void> } {
  const [room, inside] = [new ByteRoom(() => total), [] as string[]]
  const ask = (who: string, bytes: number, signal?: AbortSignal): void => void room.take(who, bytes, long, signal).then((isTaken) => { inside.push(isTaken ? who : `not ${who}`) })
  return { room, ask, inside, settled: () => new Promise((done) => setImmediate(done)) }
}

it('holds no more than there is room for, and lets the others in as they came', async () => {
  const { room, ask, inside, settled } = roomOf(100)
  for (const who of ['a', 'b', 'c', 'd']) ask(who, 40)
  await settled()
  expect(inside).toEqual(['a', 'b'])
  ask('e', 1) // would fit, and waits for its turn: else large ones would wait for ever
  room.give('b', 40)
  await settled()
  expect(inside).toEqual(['a', 'b', 'c'])
  room.give('a', 40)
  await settled()
  expect(inside).toEqual(['a', 'b', 'c', 'd', 'e'])
})

it('gives nobody more than half, nor their place in the line for that: others pass', async () => {
  const { room, ask, inside, settled } = roomOf(100)
  for (const who of ['a', 'a', 'a', 'b']) ask(who, 30)
  await settled()
  expect(inside).toEqual(['a', 'b'])
  room.give('a', 30)
  await settled()
  expect(inside).toEqual(['a', 'b', 'a'])
})

it('lets in alone what is larger than all of it', async () => {
  const { room, ask, inside, settled } = roomOf(100)
  ask('a', 10)
  ask('b', 500)
  await settled()
  expect(inside).toEqual(['a'])
  room.give('a', 10)
  ask('c', 10)
  await settled()
  expect(inside).toEqual(['a', 'b'])
  room.give('b', 500)
  await settled()
  expect(inside).toEqual(['a', 'b', 'c'])
})

it('lets go of who has waited long enough or went, and lets the next one in', async () => {
  const { room, ask, inside, settled } = roomOf(100)
  const gone = new AbortController()
  ask('a', 60)
  ask('b', 90, gone.signal)
  ask('c', 40)
  await settled()
  expect(inside).toEqual(['a'])
  gone.abort()
  await settled()
  expect(inside.toSorted()).toEqual(['a', 'c', 'not b'])
  expect(await room.take('d', 90, 1)).toBe(false)
  for (const [who, bytes] of [['a', 60], ['c', 40]] as const) room.give(who, bytes)
  expect(await room.take('d', 90, 1)).toBe(true)
})
