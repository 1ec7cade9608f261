import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { Turns } from './turns'

it('one instance is looked at once at a time, and again when somebody asked meanwhile', async () => {
  let [looks, at, most] = [0, 0, 0]
  const turns = new Turns(async () => {
    looks += 1
    at += 1
    most = Math.max(most, at)
    await sleep(20)
    at -= 1
    return null
  })
  for (let i = 0; i < 10; i++) turns.ask('a')
  await expect.poll(() => looks).toBe(2)
  await turns.end(1_000)
  expect(most).toBe(1)
})

it('no more than so many are looked at once, and each gets its turn', async () => {
  let [at, most] = [0, 0]
  const seen = new Set<string>()
  const turns = new Turns(async (id) => {
    at += 1
    most = Math.max(most, at)
    await sleep(5)
    at -= 1
    seen.add(id)
    return null
  }, 3)
  for (let i = 0; i < 20; i++) turns.ask(String(i))
  await expect.poll(() => seen.size).toBe(20)
  expect(most).toBe(3)
  await turns.end(1_000)
})

it('those that hang keep the others waiting for a while only, and the end does not wait for them', async () => {
  const seen = new Set<string>()
  const turns = new Turns(async (id) => {
    if (id.startsWith('hung')) await new Promise(() => undefined)
    seen.add(id)
    return null
  }, 2)
  for (const id of ['hung1', 'hung2', 'a', 'b']) turns.ask(id)
  await expect.poll(() => seen.size, { timeout: 30_000 }).toBe(2)
  await turns.end(10)
})

it('a look that fails is no end of looking, and one that wants to look again does', async () => {
  let looks = 0
  const turns = new Turns(async () => {
    looks += 1
    if (looks === 1) throw new Error('no')
    return looks < 4 ? 1 : null
  })
  turns.ask('a')
  await expect.poll(() => looks).toBe(1)
  turns.ask('a')
  await expect.poll(() => looks).toBe(4)
  await turns.end(1_000)
})
