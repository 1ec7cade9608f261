import { platformDb } from '@/lib/db/platform-db'
import { getPayment, previewSubscription, subscribe } from '@/lib/domain/billing'
import { decideSandboxCharge } from '@/lib/domain/billing/platform/sandbox'
import { FixedClock } from '@/lib/kernel/clock'
import { configuredPayments } from '@/lib/providers/payments/configured'
import type { CardBehaviour } from '@/lib/providers/payments/sandbox/cards'
import { createTestClient, noProviders, systemCtx, type TestClient } from './contexts'

type Options = Omit<NonNullable<Parameters<typeof createTestClient>[0]>, 'clock' | 'providers'>

/** A client on a clock of its own with the sandbox provider: what tests of whole lives begin with. */
export async function createPayingClient(start: Date, options: Options = {}) {
  const clock = new FixedClock(start)
  const providers = { ...noProviders, payments: configuredPayments(clock) }
  const client = await createTestClient({ clock, providers, ...options })
  return { ...client, clock, providers, system: systemCtx('billing', clock, providers) }
}
export type PayingClient = TestClient & Awaited<ReturnType<typeof createPayingClient>>

/** Presses "pay" on the sandbox's page of an attempt, saving a card that behaves so when it was asked to save one. */
export async function payAtSandbox({ ctx }: Pick<PayingClient, 'ctx'>, paymentId: string, card: CardBehaviour = 'pays') {
  const { externalId } = await platformDb.payment.findUniqueOrThrow({ where: { id: paymentId } })
  await decideSandboxCharge({ ...ctx, actor: { kind: 'visitor' } }, { id: externalId ?? '', outcome: 'succeed', card })
  return getPayment(ctx, { id: paymentId })
}

/** Buys a plan and pays for it; with `saving` the card is kept and behaves like that from then on. */
export async function buyPlan(client: Pick<PayingClient, 'ctx'>, { plan = 'pro', interval = 'month' as 'month' | 'year', saving = undefined as CardBehaviour | undefined } = {}) {
  const { frozenAt, hash } = await previewSubscription(client.ctx, { planCode: plan, interval })
  const { subscription, invoiceId, payment } = await subscribe(client.ctx, { planCode: plan, interval, frozenAt, hash, saveMethod: saving !== undefined })
  if (payment) await payAtSandbox(client, payment.id, saving)
  return { subscriptionId: subscription.id, invoiceId: invoiceId ?? '', paymentId: payment?.id ?? '' }
}

/** From now on every saved card of the client answers like that. */
export async function setCards({ clientId }: Pick<PayingClient, 'clientId'>, behaviour: CardBehaviour): Promise<void> {
  const methods = await platformDb.savedMethod.findMany({ where: { clientId }, select: { externalId: true } })
  await platformDb.sandboxCard.updateMany({ where: { id: { in: methods.map(({ externalId }) => externalId) } }, data: { behaviour } })
}
