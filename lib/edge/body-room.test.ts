import http from 'node:http'
import net from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { beforeEach, expect, it, vi } from 'vitest'

vi.mock('@/lib/env', async (original) => {
  const real = await original<typeof import('@/lib/env')>()
  const values = real.parseEnv({ DATABASE_URL: 'postgresql://u:p@localhost/x', AUTH_SECRET: 'a'.repeat(40), MASTER_KEY: Buffer.alloc(32).toString('base64'), GATEWAY_BODIES_BYTES: '1048576' })
  return { ...real, env: () => values }
})
const { leaveRoom } = await import('./body-room')
const { readBody } = await import('./read-body')

const long = 2 ** 31 - 1
const large = 'x'.repeat(400_000)
let asked: { request: http.IncomingMessage; isRead: boolean; text?: string; error?: { code: string } }[] = []
beforeEach(() => { asked = [] })

/** A body that is on its way, and all there for whoever reads it. */
function ask(who: string, body: string | Buffer, headers: Record<string, string> = { 'content-length': String(body.length) }): (typeof asked)[number] {
  const request = new http.IncomingMessage(new net.Socket())
  request.headers = headers
  const one: (typeof asked)[number] = { request, isRead: false }
  asked.push(one)
  const text = readBody(request, 600_000, long, who)
  request.push(body)
  request.push(null)
  request.complete = true // as the parser says it
  void Promise.resolve(text).then((found) => { Object.assign(one, { isRead: true, text: found }) }, (error: { code: string }) => { one.error = error })
  return one
}
const readNow = (): boolean[] => asked.map(({ isRead }) => isRead)
/** So it comes to be, and so it stays as long as nothing happens. */
async function expectRead(...expected: boolean[]): Promise<void> {
  await expect.poll(readNow).toEqual(expected)
  await sleep(50)
  expect(readNow()).toEqual(expected)
}
const leave = (): void => asked.forEach(({ request }) => leaveRoom(request))

it('large bodies wait for room, each client within its half; small ones wait for nobody', async () => {
  for (const who of ['one', 'one', 'two', 'three']) ask(who, large)
  await expectRead(true, false, true, false)
  ask('one', '{"small":true}')
  await expectRead(true, false, true, false, true)
  leaveRoom(asked[0]?.request as http.IncomingMessage)
  await expectRead(true, true, true, false, true)
  leaveRoom(asked[2]?.request as http.IncomingMessage)
  await expectRead(true, true, true, true, true)
  expect(asked.map(({ text }) => text?.length)).toEqual([400_000, 400_000, 400_000, 400_000, 14])
  leave()
})

it('a body of unknown length takes room once it is large, and so does one that unfolds to that; what it did not need is given back', async () => {
  ask('one', large, { 'transfer-encoding': 'chunked' })
  ask('two', gzipSync(large), { 'content-encoding': 'gzip' })
  ask('three', 'short', { 'transfer-encoding': 'chunked' })
  ask('four', gzipSync('short'), { 'content-encoding': 'gzip' })
  await expectRead(true, true, true, true)
  ask('five', large)
  await expectRead(true, true, true, true, false)
  leave()
  await expectRead(true, true, true, true, true)
  leave()
})

it('a body that is all here before there is room for it waits all the same', async () => {
  for (const who of ['one', 'two']) ask(who, large)
  await expectRead(true, true)
  ask('three', large, { 'transfer-encoding': 'chunked' })
  await expectRead(true, true, false)
  leave()
  await expectRead(true, true, true)
  leave()
})

it('a caller who went while waiting is waited for no longer', async () => {
  for (const who of ['one', 'one', 'one']) ask(who, large)
  await expectRead(true, false, false)
  asked[1]?.request.destroy()
  await expect.poll(() => asked[1]?.error?.code).toBe('invalid_input')
  leave()
  await expectRead(true, false, true)
  leave()
})
