import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { platformDb } from '@/lib/db/platform-db'
import { failuresToOpen, mostOfOneClient } from '@/lib/db/shared-breaker'
import { minutes, plus } from '@/lib/kernel/clock'
import { startFakeUpstream, type FakeUpstream } from '@/lib/testing/fake-upstream'
import { answerText, gatewayPost } from '@/lib/testing/gateway-call'
import { books, createMeteredClient, type Metered } from '@/lib/testing/metered-client'
import { noteFailure, rereadBreakers, upstreamBreaker } from './breaker'

let first: FakeUpstream
beforeAll(async () => { first = await startFakeUpstream() })
afterAll(() => first.close())
beforeEach(() => { first.script = {} })
afterEach(() => { first.bodies.length = 0 })

const plenty = 10n ** 15n
const one = (): Promise<Metered> => createMeteredClient({ upstreams: [first.baseUrl], walletPicos: plenty })
const firstId = async ({ model }: Metered): Promise<string> => (await platformDb.modelUpstream.findFirstOrThrow({ where: { model: { slug: model } }, select: { upstreamId: true } })).upstreamId

/** Another client whose model the same server answers for. */
async function neighbour(client: Metered): Promise<Metered> {
  const other = await createMeteredClient({ upstreams: [], walletPicos: plenty })
  const { id: modelId } = await platformDb.model.findUniqueOrThrow({ where: { slug: other.model } })
  await platformDb.modelUpstream.create({ data: { modelId, upstreamId: await firstId(client), upstreamModel: 'up', priority: 0 } })
  return other
}

/** Whatever cuts it off does so until then, as another process reads it. */
async function lasts(upstreamId: string, openUntil: Date): Promise<void> {
  const change = { where: { upstreamId, openUntil: { not: null } }, data: { openUntil, probeUntil: null } }
  await platformDb.upstreamBreaker.updateMany(change)
  await platformDb.upstreamClientBreaker.updateMany(change)
  await rereadBreakers()
}
/** As if its time were over. */
const elapse = (upstreamId: string): Promise<void> => lasts(upstreamId, new Date(Date.now() - 1_000))
/** So that no machine is too slow to see it cut off. */
const prolong = (upstreamId: string): Promise<void> => lasts(upstreamId, plus(new Date(), minutes(30)))

describe('the breaker', () => {
  it('cuts a failing server off after so many failures in a row, for every process, and says so without asking it', async () => {
    const client = await one()
    first.script = { status: 500 }
    while (first.bodies.length < failuresToOpen) await gatewayPost(client)
    const asked = first.bodies.length
    await prolong(await firstId(client))
    const answer = await gatewayPost(client)
    expect([answer.status, first.bodies.length]).toEqual([503, asked])
    expect(Number(answer.headers['retry-after'])).toBeGreaterThanOrEqual(1)
  })

  it.each([
    ['answers 500', { status: 500 }, {}],
    ['is forbidden something', { status: 403 }, {}],
    ['is made to break off', { pieces: ['a', 'b', 'c'], breakAfter: 1 }, { stream: true }],
    ['is made to answer nonsense', { body: '<html>' }, {}],
  ])('keeps a server that %s at one client\'s requests from that client alone', async (_name, script, over) => {
    const client = await one()
    const other = await neighbour(client)
    first.script = script
    let status = 0
    for (let i = 0; status !== 503 && i < 3 * failuresToOpen; i++) {
      const answer = await gatewayPost(client, over)
      status = answer.status
      await answerText(answer)
    }
    expect(status).toBe(503)
    expect(await platformDb.upstreamBreaker.findUnique({ where: { upstreamId: await firstId(client) } })).toMatchObject({ failures: mostOfOneClient, openUntil: null })
    first.script = {}
    await prolong(await firstId(client))
    expect([(await gatewayPost(other)).status, (await gatewayPost(client)).status]).toEqual([200, 503])
    await elapse(await firstId(client))
    expect((await gatewayPost(client)).status).toBe(200)
    expect(await platformDb.upstreamClientBreaker.count({ where: { upstreamId: await firstId(client) } })).toBe(0)
  })

  it('cuts a server off for all once it fails several clients', async () => {
    const client = await one()
    const [second, third] = [await neighbour(client), await neighbour(client)]
    first.script = { status: 500 }
    for (let i = 0; i < 2 * failuresToOpen; i++) await gatewayPost(client)
    await gatewayPost(second)
    const asked = first.bodies.length
    await prolong(await firstId(client))
    expect([(await gatewayPost(third)).status, first.bodies.length]).toEqual([503, asked])
    expect(await platformDb.upstreamBreaker.findUnique({ where: { upstreamId: await firstId(client) } })).toMatchObject({ failures: failuresToOpen, reason: 'failing', openings: 1 })
  })

  it('cuts a server off for all that cannot be reached, whoever finds out', async () => {
    const client = await createMeteredClient({ upstreams: ['http://127.0.0.1:1/v1'], walletPicos: plenty }) // nobody listens there
    const other = await neighbour(client)
    for (let status = 0; status !== 503;) status = (await gatewayPost(client)).status
    await prolong(await firstId(client))
    const answer = await gatewayPost(other)
    expect([answer.status, answer.headers['x-upstream-attempts']]).toEqual([503, '0'])
  })

  it('is not kept open by one client\'s requests: the next one\'s is the probe', async () => {
    const client = await one()
    const [id, other] = [await firstId(client), await neighbour(client)]
    for (const origin of ['a', 'b']) for (let i = 0; i < mostOfOneClient; i++) await upstreamBreaker.noteFailure(id, 'failing', null, origin)
    await elapse(id)
    await noteFailure(id, 'a', { blame: 'failing', mayBeRequest: true })
    expect(await platformDb.upstreamBreaker.findUnique({ where: { upstreamId: id } })).toMatchObject({ openings: 1, failures: failuresToOpen })
    await rereadBreakers()
    expect((await gatewayPost(other)).status).toBe(200)
    expect(await platformDb.upstreamBreaker.count({ where: { upstreamId: id } })).toBe(0)
  })

  it.each([
    ['breaks off its streams', { pieces: ['a', 'b', 'c'], breakAfter: 1 }, { stream: true }],
    ['answers nonsense', { body: '<html>' }, {}],
    ['says under a 200 what went wrong', { body: '{"error":{"message":"out of memory"}}' }, {}],
  ])('cuts off a server that begins well and then %s', async (_name, script, over) => {
    const client = await one()
    first.script = script
    for (let i = 0; i < failuresToOpen; i++) await answerText(await gatewayPost(client, over))
    await prolong(await firstId(client))
    expect((await gatewayPost(client, over)).status).toBe(503)
    expect(first.bodies).toHaveLength(failuresToOpen)
    expect((await books(client)).openHolds).toBe(0)
  })

  it('forgets failures when one request succeeds in between', async () => {
    const client = await one()
    first.script = { statuses: Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? 500 : 200)) }
    for (let i = 0; i < 10; i++) expect((await gatewayPost(client)).status).toBe(200)
    expect(await platformDb.upstreamBreaker.count({ where: { upstreamId: await firstId(client) } })).toBe(0)
  })

  it('lets one of many try a server that may have healed, and all of them once that went well', async () => {
    const client = await one()
    const id = await firstId(client)
    await upstreamBreaker.noteFailure(id, 'unauthorized')
    await elapse(id)
    let open: (() => void) | undefined
    first.script = { gate: new Promise((resolve) => { open = resolve }) }
    let refused = 0
    const calls = Array.from({ length: 8 }, () => gatewayPost(client).then(({ status }) => { refused += status === 503 ? 1 : 0 }))
    await expect.poll(() => refused).toBe(7)
    open?.()
    await Promise.all(calls)
    expect(first.bodies).toHaveLength(1)
    expect((await gatewayPost(client)).status).toBe(200)
    expect(await platformDb.upstreamBreaker.count({ where: { upstreamId: id } })).toBe(0)
  })

  it('closes when a health check goes well, and remembers how often it opened', async () => {
    const id = await firstId(await one())
    await upstreamBreaker.noteFailure(id, 'unauthorized')
    await upstreamBreaker.noteHealthy(id)
    expect(await platformDb.upstreamBreaker.findUnique({ where: { upstreamId: id } })).toMatchObject({ openUntil: null, failures: 0, openings: 1 })
  })

  it('stays open for longer each time the probe fails', async () => {
    const id = await firstId(await one())
    const seconds: number[] = []
    for (let i = 0; i < failuresToOpen; i++) await upstreamBreaker.noteFailure(id, 'failing')
    for (let i = 0; i < 3; i++) {
      const { openUntil, updatedAt } = await platformDb.upstreamBreaker.findUniqueOrThrow({ where: { upstreamId: id } })
      seconds.push(Math.round(((openUntil?.getTime() ?? 0) - updatedAt.getTime()) / 1000))
      await elapse(id)
      await upstreamBreaker.noteFailure(id, 'failing')
    }
    expect(seconds).toEqual([5, 10, 20])
  })

  it('counts failures that happen at once one by one, and probes are claimed once', async () => {
    const id = await firstId(await one())
    await Promise.all(Array.from({ length: failuresToOpen }, () => upstreamBreaker.noteFailure(id, 'failing')))
    expect(await platformDb.upstreamBreaker.findUnique({ where: { upstreamId: id } })).toMatchObject({ failures: failuresToOpen, openings: 1 })
    expect(await upstreamBreaker.claimProbe(id)).toBe(false)
    await elapse(id)
    expect((await Promise.all(Array.from({ length: 5 }, () => upstreamBreaker.claimProbe(id)))).filter(Boolean)).toHaveLength(1)
    await upstreamBreaker.noteSuccess(id)
    expect(await upstreamBreaker.states([id])).toEqual(['closed'])
  })
})
