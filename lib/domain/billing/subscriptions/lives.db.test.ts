import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { platformDb } from '@/lib/db/platform-db'
import { closePool } from '@/lib/db/pool'
import type { ClientCtx } from '@/lib/domain/context'
import { reconcileLedger } from '@/lib/domain/ledger/platform/reconcile-ledger'
import { DomainError } from '@/lib/kernel/error'
import { FixedClock, days, hours } from '@/lib/kernel/clock'
import { configuredPayments } from '@/lib/providers/payments/configured'
import { as, createTestClient, noProviders } from '@/lib/testing/contexts'
import { seedCatalog } from '@/prisma/seed/catalog'
import { syncPayment } from '../open-payment'
import { recogniseRevenue } from '../platform/recognise-revenue'
import { decideSandboxCharge } from '../platform/sandbox'
import { payInvoice } from '../start-payment'
import { cancelSubscription, uncancelSubscription } from './cancel-subscription'
import { changeSubscription } from './change-subscription'
import { pauseSubscription, resumeSubscription } from './pause-subscription'
import { previewAct } from './preview-act'
import { previewSubscription } from './preview-subscription'
import { settleSubscription } from './settle-subscription'
import { subscribe } from './subscribe'

const begin = new Date('2026-01-31T09:00:00Z')
beforeAll(async () => seedCatalog(platformDb, begin))
afterAll(closePool)

type Life = { ctx: ClientCtx; clock: FixedClock; id: string }

async function payAll({ ctx, clock }: Life): Promise<void> {
  const open = await platformDb.invoice.findMany({ where: { clientId: ctx.clientId, documentStatus: 'open', paymentStatus: 'unpaid' }, select: { id: true } })
  for (const { id } of open) {
    const payment = await payInvoice(ctx, { id })
    await decideSandboxCharge({ ...ctx, clock, actor: { kind: 'visitor' } }, { id: payment.redirectUrl?.split('/').at(-1) ?? '', outcome: 'succeed' })
    await syncPayment(ctx, payment.id)
  }
}

/** What the product refuses in a state is refused with a code of its own and changes nothing; anything else is a fault. */
async function attempt(work: () => Promise<unknown>): Promise<void> {
  await work().catch((error: unknown) => {
    if (!(error instanceof DomainError) || !['invalid_state', 'compliance_failed', 'not_found'].includes(error.code)) throw error
  })
}

const confirmed = async (life: Life, wish: Omit<Parameters<typeof previewAct>[1], 'id'>, confirm: (held: { frozenAt: Date; hash: string }) => Promise<unknown>) => {
  const { frozenAt, hash } = await previewAct(life.ctx, { id: life.id, ...wish })
  await confirm({ frozenAt, hash })
}

type Act = (life: Life) => Promise<void>
const change = (wish: { planCode?: string; interval?: 'month' | 'year'; quantity?: number }): Act => (life) =>
  confirmed(life, wish, (held) => changeSubscription(life.ctx, { id: life.id, ...wish, ...held }))
const acts: Record<string, Act> = {
  upgrade: change({ planCode: 'enterprise' }), downgrade: change({ planCode: 'pro' }), yearly: change({ interval: 'year' }), monthly: change({ interval: 'month' }),
  seats: change({ quantity: 3 }), seat: change({ quantity: 1 }), pay: payAll,
  pauseNow: (life) => confirmed(life, { act: 'pause_now' }, (held) => pauseSubscription(life.ctx, { id: life.id, kind: 'service_now', ...held })),
  pause: async ({ ctx, id }) => void (await pauseSubscription(ctx, { id })),
  resume: (life) => confirmed(life, { act: 'resume' }, (held) => resumeSubscription(life.ctx, { id: life.id, ...held })),
  cancel: async ({ ctx, id }) => void (await cancelSubscription(ctx, { id })),
  earn: async ({ clock }) => void (await recogniseRevenue(clock)),
  uncancel: async ({ ctx, id }) => void (await uncancelSubscription(ctx, { id })),
}
const names = Object.keys(acts)
const step = fc.tuple(fc.constantFrom(hours(0), hours(7), days(3), days(11), days(32)), fc.constantFrom(...names, 'pay', 'pay', 'earn', 'upgrade', 'seats'))

async function start(): Promise<Life> {
  const clock = new FixedClock(begin)
  const { ctx } = await createTestClient({ clock, providers: { ...noProviders, payments: configuredPayments(clock) } })
  const { frozenAt, hash } = await previewSubscription(ctx, { planCode: 'pro' })
  const { subscription: { id } } = await subscribe(ctx, { planCode: 'pro', frozenAt, hash })
  const life = { ctx, clock, id }
  await payAll(life)
  return life
}

async function visit({ ctx, id }: Life): Promise<void> {
  for (let i = 0; i < 5; i++) if (['nothing', 'allowance'].includes(await settleSubscription(as(ctx, { kind: 'system', job: 'billing' }), { id }))) return
}

describe('any life on PostgreSQL', () => {
  it('charges exactly what its spans are worth less what they gave back, its books stay at zero, and deferred revenue is what is left to earn', async () => {
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 14 }), async (steps) => {
      const life = await start()
      for (const [wait, name] of steps) {
        life.clock.advance(wait)
        await visit(life)
        await attempt(() => acts[name]?.(life) ?? Promise.resolve())
      }
      const { clientId } = life.ctx
      const waiting = await platformDb.subscriptionChange.findMany({ where: { clientId, state: 'pending' }, select: { invoiceId: true } })
      const invoices = await platformDb.invoice.findMany({ where: { clientId, documentStatus: 'open', id: { notIn: waiting.flatMap(({ invoiceId }) => invoiceId ?? []) } }, select: { totalMinor: true, carryMinor: true, lines: { where: { kind: 'carried' }, select: { amountMinor: true } } } })
      const spans = await platformDb.serviceSpan.findMany({ where: { clientId }, orderBy: { startsAt: 'asc' } })
      const charged = invoices.reduce((sum, { totalMinor, carryMinor, lines }) => sum + totalMinor - carryMinor - lines.reduce((carried, { amountMinor }) => carried + amountMinor, 0n), 0n)
      expect(charged).toBe(spans.reduce((sum, { netMinor, creditedMinor }) => sum + netMinor - creditedMinor, 0n))
      for (const [i, span] of spans.entries()) expect((spans[i - 1]?.endsAt ?? span.startsAt) <= span.startsAt).toBe(true)
      const [books] = await platformDb.$queryRaw<{ off: bigint }[]>`
        SELECT coalesce(sum(e."amountMinor"), 0)::bigint AS off FROM "LedgerEntry" e JOIN "LedgerTransaction" t ON t."id" = e."transactionId" WHERE t."clientId" = ${clientId}`
      expect(books?.off).toBe(0n)
      expect((await reconcileLedger(life.clock)).differences).toEqual([])
    }), { numRuns: 5, endOnFailure: true })
  })
})
