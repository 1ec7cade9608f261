import { afterAll, beforeAll, expect, it } from 'vitest'
import { platformDb } from '@/lib/db/platform-db'
import { closePool } from '@/lib/db/pool'
import { ledgerBalance } from '@/lib/domain/ledger'
import { buyPlan, createPayingClient } from '@/lib/testing/paying-client'
import { seedCatalog } from '@/prisma/seed/catalog'
import { pauseSubscription } from './pause-subscription'
import { previewAct } from './preview-act'

const begin = new Date('2026-03-01T00:00:00Z')
beforeAll(async () => seedCatalog(platformDb, begin))
afterAll(closePool)

it('whoever used the month’s tokens ahead gets no money back for them, and a preview from before says so', async () => {
  const client = await createPayingClient(begin)
  const { subscriptionId: id } = await buyPlan(client)
  const { includedTokens } = await platformDb.usagePeriod.findFirstOrThrow({ where: { clientId: client.clientId } })
  const use = (usedTokens: bigint) => platformDb.usagePeriod.updateMany({ where: { clientId: client.clientId }, data: { usedTokens } })
  const preview = () => previewAct(client.ctx, { id, act: 'pause_now' })
  client.clock.set(new Date('2026-03-16T12:00:00Z')) // half of the month
  await use(includedTokens / 2n)
  const before = await preview()
  expect(before.creditMinor).toBe(1_450n)
  await use(includedTokens * 3n / 4n)
  await expect(pauseSubscription(client.ctx, { id, kind: 'service_now', frozenAt: before.frozenAt, hash: before.hash })).rejects.toMatchObject({ code: 'stale_preview' })
  expect((await preview()).creditMinor).toBe(725n)
  await use(includedTokens)
  const { creditMinor, frozenAt, hash } = await preview()
  expect(creditMinor).toBe(0n)
  expect(await pauseSubscription(client.ctx, { id, kind: 'service_now', frozenAt, hash })).toMatchObject({ status: 'paused' })
  expect(await ledgerBalance(platformDb, { clientId: client.clientId, kind: 'wallet', currency: 'USD', mode: 'test' })).toBe(0n)
})

it('a new period that begins today takes nothing off for tokens that were used ahead; seats within the period are charged as ever', async () => {
  const client = await createPayingClient(begin)
  const { subscriptionId: id } = await buyPlan(client)
  const { includedTokens } = await platformDb.usagePeriod.findFirstOrThrow({ where: { clientId: client.clientId } })
  client.clock.set(new Date('2026-03-16T12:00:00Z'))
  const yearly = () => previewAct(client.ctx, { id, act: 'change', interval: 'year' })
  const seats = () => previewAct(client.ctx, { id, act: 'change', quantity: 2 })
  const [before, seatsBefore] = [await yearly(), await seats()]
  await platformDb.usagePeriod.updateMany({ where: { clientId: client.clientId }, data: { usedTokens: includedTokens } })
  const after = await yearly()
  expect(after.totalMinor - before.totalMinor).toBe(1_450n)
  expect(after.lines.map(({ amountMinor }) => amountMinor > 0n)).toEqual([true])
  expect((await seats()).totalMinor).toBe(seatsBefore.totalMinor)
})
