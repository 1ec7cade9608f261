import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { platformDb } from '@/lib/db/platform-db'
import { closePool } from '@/lib/db/pool'
import type { ClientCtx } from '@/lib/domain/context'
import { ledgerBalance, type LedgerAccountKind } from '@/lib/domain/ledger'
import { days, FixedClock, minutes } from '@/lib/kernel/clock'
import { configuredPayments } from '@/lib/providers/payments/configured'
import type { Providers } from '@/lib/providers/types'
import { createTestClient, noProviders, systemCtx } from '@/lib/testing/contexts'
import { spendInRequest } from '@/lib/testing/wallet-usage'
import { seedCatalog } from '@/prisma/seed/catalog'
import { getPayment } from '../get-payment'
import { decideSandboxCharge } from '../platform/sandbox'
import { cancelTopUp } from './close-top-up'
import { getStatement } from './get-statement'
import { getWallet } from './get-wallet'
import { previewTopUp } from './preview-top-up'
import { setAutoTopUp, setLowBalance } from './set-auto-top-up'
import { statementCsv } from './statement-csv'
import { tellLowBalance } from './tell-low-balance'
import { topUp } from './top-up'

const start = new Date('2026-03-15T10:00:00Z')
const cent = 10n ** 10n

async function newWorld(options: Parameters<typeof createTestClient>[0] = {}) {
  const clock = new FixedClock(start)
  const providers: Providers = { ...noProviders, payments: configuredPayments(clock) }
  const { ctx, clientId, email } = await createTestClient({ clock, providers, ...options })
  const account = (kind: LedgerAccountKind, owner: string | null) => ledgerBalance(platformDb, { clientId: owner, kind, currency: options.currency ?? 'USD', mode: 'test' })
  return { clock, ctx, clientId, email, providers, account }
}
type World = Awaited<ReturnType<typeof newWorld>>

const confirm = async (ctx: ClientCtx, amountMinor: bigint) => {
  const { frozenAt, hash } = await previewTopUp(ctx, { amountMinor })
  return topUp(ctx, { amountMinor, frozenAt, hash })
}

async function pay({ ctx, clock, providers }: World, paymentId: string, outcome: 'succeed' | 'card_declined' = 'succeed') {
  const { externalId } = await platformDb.payment.findUniqueOrThrow({ where: { id: paymentId } })
  await decideSandboxCharge({ ...systemCtx('page', clock, providers), actor: { kind: 'visitor' } }, outcome === 'succeed' ? { id: externalId ?? '', outcome } : { id: externalId ?? '', outcome: 'decline', reason: outcome })
  return getPayment(ctx, { id: paymentId })
}

async function toppedUp(world: World, amountMinor: bigint): Promise<void> {
  const { payment } = await confirm(world.ctx, amountMinor)
  await pay(world, payment.id)
}

beforeAll(async () => seedCatalog(platformDb, start))
afterAll(closePool)

describe('a top-up', () => {
  it('waits until the country is known, since its tax hangs on it', async () => {
    const { ctx, clientId } = await newWorld()
    await platformDb.clientProfile.update({ where: { clientId }, data: { country: null } })
    await expect(confirm(ctx, 10_000n)).rejects.toMatchObject({ code: 'compliance_failed', params: { reasons: 'country_missing' } })
    await expect(setAutoTopUp(ctx, { isEnabled: true, thresholdMinor: 500n, amountMinor: 2_500n, monthlyCapMinor: 10_000n })).rejects.toMatchObject({ code: 'compliance_failed' })
    expect(await platformDb.invoice.count({ where: { clientId } })).toBe(0)
  })

  it('is an invoice of its own, taxed; what is left after tax becomes credit once it is paid', async () => {
    const world = await newWorld({ country: 'SA' })
    const preview = await previewTopUp(world.ctx, { amountMinor: 10_000n })
    expect(preview).toMatchObject({ creditMinor: 10_000n, subtotalMinor: 10_000n, taxMinor: 1_500n, totalMinor: 11_500n, expiresAt: new Date('2026-03-15T10:30:00Z') })
    const [deferred, tax] = [await world.account('deferred_revenue', null), await world.account('tax_payable', null)]
    const { topUp: made, payment } = await topUp(world.ctx, { amountMinor: 10_000n, frozenAt: preview.frozenAt, hash: preview.hash })
    expect([made.state, payment.amountMinor, payment.state]).toEqual(['pending', 11_500n, 'awaiting_customer'])
    expect((await getWallet(world.ctx, {})).pendingTopUps.map(({ id }) => id)).toEqual([made.id])
    await pay(world, payment.id)
    const wallet = await getWallet(world.ctx, {})
    expect(wallet).toMatchObject({ balanceMinor: 10_000n, availableMinor: 10_000n, pendingTopUps: [], lowBalanceMinor: 1_000n })
    expect(wallet.grants).toMatchObject([{ kind: 'top_up', amountMinor: 10_000n, remainingMinor: 10_000n, expiresAt: null }])
    expect(await platformDb.invoice.findUniqueOrThrow({ where: { id: made.invoiceId } })).toMatchObject({ reason: 'top_up', paymentStatus: 'paid', totalMinor: 11_500n, subscriptionId: null })
    expect([await world.account('wallet', world.clientId), await world.account('receivable', world.clientId)]).toEqual([-10_000n, 0n])
    expect([await world.account('deferred_revenue', null), await world.account('tax_payable', null)]).toEqual([deferred, tax - 1_500n])
  })

  it('confirmed twenty times at once makes one invoice and one payment, and everybody gets them', async () => {
    const { ctx, clientId } = await newWorld()
    const { frozenAt, hash } = await previewTopUp(ctx, { amountMinor: 2_500n })
    const all = await Promise.all(Array.from({ length: 20 }, () => topUp(ctx, { amountMinor: 2_500n, frozenAt, hash })))
    expect(new Set(all.map((one) => `${one.topUp.id} ${one.payment.id}`)).size).toBe(1)
    expect(await platformDb.invoice.count({ where: { clientId } })).toBe(1)
  })

  it('is credited once however often and at once its payment is asked about', async () => {
    const world = await newWorld()
    const { payment } = await confirm(world.ctx, 2_500n)
    await pay(world, payment.id)
    await Promise.all(Array.from({ length: 8 }, () => getPayment(world.ctx, { id: payment.id })))
    expect((await getWallet(world.ctx, {})).grants.map(({ amountMinor }) => amountMinor)).toEqual([2_500n])
  })

  it('is refused when its preview is older than half an hour, was made for another amount, or its tax has changed', async () => {
    const { ctx, clock, clientId } = await newWorld()
    const preview = await previewTopUp(ctx, { amountMinor: 2_500n })
    const send = (input: object) => topUp(ctx, { amountMinor: 2_500n, frozenAt: preview.frozenAt, hash: preview.hash, ...input })
    await expect(send({ amountMinor: 2_400n })).rejects.toMatchObject({ code: 'stale_preview' })
    await platformDb.clientProfile.update({ where: { clientId }, data: { country: 'SA' } })
    await expect(send({})).rejects.toMatchObject({ code: 'stale_preview' })
    await platformDb.clientProfile.update({ where: { clientId }, data: { country: 'US' } })
    clock.advance(minutes(31))
    await expect(send({})).rejects.toMatchObject({ code: 'stale_preview' })
    expect(await platformDb.invoice.count({ where: { clientId } })).toBe(0)
  })

  it.each([[0n, 'tooSmall'], [99n, 'tooSmall'], [5_000_001n, 'tooBig'], [-5n, 'tooSmall']])('of %s cents is refused', async (amountMinor, code) => {
    const { ctx } = await newWorld()
    await expect(previewTopUp(ctx, { amountMinor })).rejects.toMatchObject({ code: 'invalid_input', fields: { amountMinor: { code } } })
  })

  it('that was not paid can be given up: its invoice is void and money that comes late is credit all the same', async () => {
    const world = await newWorld()
    const { topUp: made, payment } = await confirm(world.ctx, 2_500n)
    expect((await cancelTopUp(world.ctx, { id: made.id })).state).toBe('canceled')
    await expect(cancelTopUp(world.ctx, { id: made.id })).rejects.toMatchObject({ code: 'invalid_state' })
    expect(await platformDb.invoice.findUniqueOrThrow({ where: { id: made.invoiceId } })).toMatchObject({ documentStatus: 'void' })
    expect(await world.account('receivable', world.clientId)).toBe(0n)
    expect(payment.state).toBe('awaiting_customer')
  })
})

describe('the statement', () => {
  it('opens, moves and closes exactly, and names what each movement comes from', async () => {
    const world = await newWorld({ country: 'SA', timeZone: 'Asia/Riyadh' })
    await toppedUp(world, 10_000n)
    world.clock.set(new Date('2026-04-02T08:00:00Z'))
    await toppedUp(world, 2_000n)
    const march = await getStatement(world.ctx, { from: '2026-03-01', to: '2026-03-31' })
    expect(march).toMatchObject({ from: new Date('2026-02-28T21:00:00Z'), to: new Date('2026-03-31T21:00:00Z'), openingMinor: 0n, creditsMinor: 10_000n, debitsMinor: 0n, closingMinor: 10_000n })
    const april = await getStatement(world.ctx, {})
    expect(april).toMatchObject({ openingMinor: 10_000n, closingMinor: 12_000n })
    expect(april.movements).toMatchObject([{ kind: 'top_up', amountMinor: 2_000n, balanceMinor: 12_000n, sourceId: expect.stringMatching(/^inv_/) as string }])
    expect((await getStatement(world.ctx, { kind: 'expiry' }))).toMatchObject({ movements: [], closingMinor: 12_000n })
    expect(statementCsv(april).split('\r\n')).toEqual([
      'at,kind,amount,balance,currency,source,note', '2026-03-31T21:00:00.000Z,opening,,100.00,USD,,',
      expect.stringMatching(/^2026-04-02T08:00:00.000Z,top_up,20.00,120.00,USD,inv_\w+,$/) as string, '2026-04-02T21:00:00.000Z,closing,,120.00,USD,,', '',
    ])
  })

  it('tells the usage that is not booked yet', async () => {
    const world = await newWorld()
    await toppedUp(world, 1_000n)
    await spendInRequest(world.clientId, 150n * cent + 1n)
    expect(await getStatement(world.ctx, {})).toMatchObject({ closingMinor: 1_000n, unbookedMinor: 151n })
    expect(await getWallet(world.ctx, {})).toMatchObject({ balanceMinor: 849n, grants: [{ remainingMinor: 849n }] })
  })

  it('refuses a range that runs backwards or over 400 days', async () => {
    const { ctx } = await newWorld()
    await expect(getStatement(ctx, { from: '2026-03-10', to: '2026-03-09' })).rejects.toMatchObject({ code: 'invalid_input' })
    await expect(getStatement(ctx, { from: '2024-01-01', to: '2026-03-09' })).rejects.toMatchObject({ code: 'invalid_input' })
  })
})

describe('the notice of low credit', () => {
  const mails = (clientId: string) => platformDb.outboxMessage.count({ where: { clientId, topic: 'mail', payload: { path: ['template'], equals: 'wallet_low' } } })

  it('is mailed once each time the balance falls below the threshold, whoever looks and however often', async () => {
    const world = await newWorld()
    await toppedUp(world, 1_000n)
    await setLowBalance(world.ctx, { amountMinor: 500n })
    const look = () => tellLowBalance({ ...world.ctx, actor: { kind: 'system', job: 'watch_wallets' } }, {})
    await look()
    expect(await mails(world.clientId)).toBe(0)
    await spendInRequest(world.clientId, 501n * cent)
    await Promise.all([look(), look(), look()])
    await look()
    expect(await mails(world.clientId)).toBe(1)
    world.clock.advance(days(1))
    await toppedUp(world, 1_000n)
    await look()
    await spendInRequest(world.clientId, 1_000n * cent)
    await look()
    expect(await mails(world.clientId)).toBe(2)
  })
})
