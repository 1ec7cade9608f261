import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { platformDb } from '@/lib/db/platform-db'
import { closePool } from '@/lib/db/pool'
import type { ClientCtx } from '@/lib/domain/context'
import { days } from '@/lib/kernel/clock'
import { as, systemCtx } from '@/lib/testing/contexts'
import { createPayingClient, type PayingClient } from '@/lib/testing/paying-client'
import { spendInRequest } from '@/lib/testing/wallet-usage'
import { seedCatalog } from '@/prisma/seed/catalog'
import { addMethod, finishMethod } from '../methods/add-method'
import { decideSandboxCharge } from '../platform/sandbox'
import { watchWallets } from '../platform/run-wallets'
import { autoTopUp } from './auto-top-up'
import { getWallet } from './get-wallet'
import { setAutoTopUp } from './set-auto-top-up'

const start = new Date('2026-03-15T10:00:00Z')
const cent = 10n ** 10n
type Card = 'pays' | 'declines_soft' | 'declines_final' | 'needs_customer'

beforeAll(async () => seedCatalog(platformDb, start))
afterAll(closePool)

const order = { isEnabled: true, thresholdMinor: 500n, amountMinor: 2_000n, monthlyCapMinor: 5_000n }
const system = ({ ctx }: PayingClient): ClientCtx => as(ctx, { kind: 'system', job: 'watch_wallets' })

async function ordered(card: Card | null = 'pays', input: Partial<typeof order> = {}): Promise<PayingClient> {
  const client = await createPayingClient(start)
  if (card) {
    const { id, redirectUrl } = await addMethod(client.ctx, {})
    await decideSandboxCharge({ ...client.ctx, actor: { kind: 'visitor' } }, { id: redirectUrl.split('/').at(-1) ?? '', outcome: 'succeed', card })
    await finishMethod(client.ctx, { id })
  }
  await setAutoTopUp(client.ctx, { ...order, ...input })
  return client
}

const topUps = ({ clientId }: PayingClient) => platformDb.walletTopUp.findMany({ where: { clientId }, orderBy: { id: 'asc' }, select: { state: true, isAutomatic: true, amountMinor: true, invoiceId: true } })
const mails = (clientId: string, template: string) => platformDb.outboxMessage.count({ where: { clientId, topic: 'mail', payload: { path: ['template'], equals: template } } })

describe('automatic top-up', () => {
  it('buys once however many processes see the low balance at once', async () => {
    const client = await ordered()
    await Promise.all(Array.from({ length: 8 }, () => autoTopUp(system(client))))
    await autoTopUp(system(client))
    expect(await topUps(client)).toMatchObject([{ state: 'credited', isAutomatic: true, amountMinor: 2_000n }])
    expect(await getWallet(client.ctx, {})).toMatchObject({ balanceMinor: 2_000n, autoTopUp: { boughtThisMonthMinor: 2_000n, pausedAt: null } })
    expect(await platformDb.payment.count({ where: { clientId: client.clientId, state: 'succeeded' } })).toBe(1)
  })

  it('waits until the balance is below the threshold, and stops at the cap until the month is over', async () => {
    const client = await ordered()
    expect(await autoTopUp(system(client))).toBe('paid')
    expect(await autoTopUp(system(client))).toBe('nothing') // 20.00 is not below 5.00
    await spendInRequest(client.clientId, 1_600n * cent)
    expect(await autoTopUp(system(client))).toBe('paid') // 40.00 of 50.00
    await spendInRequest(client.clientId, 2_300n * cent)
    expect(await autoTopUp(system(client))).toBe('capped')
    expect((await getWallet(client.ctx, {})).balanceMinor).toBe(100n)
    client.clock.set(new Date('2026-04-01T00:00:00Z'))
    expect(await autoTopUp(system(client))).toBe('paid')
    expect((await getWallet(client.ctx, {})).autoTopUp?.boughtThisMonthMinor).toBe(2_000n)
  })

  it.each(['declines_soft', 'declines_final', 'needs_customer'] as const)('pauses after a card that %s, owes nothing for it, and says so once', async (card) => {
    const client = await ordered(card)
    await autoTopUp(system(client))
    expect(await autoTopUp(system(client))).toBe('nothing')
    const [made] = await topUps(client)
    expect(made?.state).toBe('failed')
    expect(await platformDb.invoice.findUniqueOrThrow({ where: { id: made?.invoiceId ?? '' } })).toMatchObject({ documentStatus: 'void', paidMinor: 0n })
    expect(await getWallet(client.ctx, {})).toMatchObject({ balanceMinor: 0n, autoTopUp: { pauseReason: 'declined', pausedAt: start, boughtThisMonthMinor: 0n } })
    expect(await mails(client.clientId, 'auto_top_up_declined')).toBe(1)
    expect((await setAutoTopUp(client.ctx, order)).pausedAt).toBeNull()
  })

  it('makes no invoice where nothing can be charged', async () => {
    const client = await ordered(null)
    expect(await autoTopUp(system(client))).toBe('no_method')
    expect(await platformDb.invoice.count({ where: { clientId: client.clientId } })).toBe(0)
    expect((await getWallet(client.ctx, {})).autoTopUp?.pauseReason).toBe('no_method')
    expect(await mails(client.clientId, 'auto_top_up_no_method')).toBe(1)
  })

  it('charges nothing more once it is turned off, also for a purchase that waits for its provider', async () => {
    const client = await ordered()
    const without = { ...system(client), providers: { ...client.ctx.providers, payments: {} } }
    expect(await autoTopUp(without)).toBe('no_method')
    expect(await topUps(client)).toMatchObject([{ state: 'pending' }])
    await setAutoTopUp(client.ctx, { ...order, isEnabled: false })
    expect(await autoTopUp(system(client))).toBe('nothing')
    const [made] = await topUps(client)
    expect(made?.state).toBe('canceled')
    expect(await platformDb.invoice.findUniqueOrThrow({ where: { id: made?.invoiceId ?? '' } })).toMatchObject({ documentStatus: 'void', paidMinor: 0n })
    expect(await platformDb.payment.count({ where: { clientId: client.clientId } })).toBe(0)
  })

  it('sells nothing to a suspended client', async () => {
    const client = await ordered()
    expect(await autoTopUp({ ...system(client), isSuspended: true })).toBe('nothing')
    expect(await topUps(client)).toEqual([])
  })

  it('does nothing while it is off, and refuses a cap that allows no top-up', async () => {
    const client = await ordered('pays', { isEnabled: false })
    expect(await autoTopUp(system(client))).toBe('nothing')
    await expect(setAutoTopUp(client.ctx, { ...order, monthlyCapMinor: 1_999n })).rejects.toMatchObject({ fields: { monthlyCapMinor: { code: 'belowAmount' } } })
  })
})

describe('the watch over wallets', () => {
  it('buys, expires, tells and gives up what is due, and a second run has nothing left to do', async () => {
    const client = await ordered()
    const run = () => watchWallets(systemCtx('watch_wallets', client.clock, client.ctx.providers))
    expect(await run()).toMatchObject({ failed: [] })
    expect((await getWallet(client.ctx, {})).balanceMinor).toBe(2_000n)
    client.clock.advance(days(1))
    await run()
    expect(await run()).toEqual({ done: 0, failed: [] })
  })
})
