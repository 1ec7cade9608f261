import type { ClientRun } from '@/lib/domain/context'
import { DomainError } from '@/lib/kernel/error'
import { newId } from '@/lib/kernel/id'
import type { AttemptState, PaymentProvider, PaymentProviderId } from '@/lib/providers/payments/types'
import { paymentProviderIds } from '@/lib/providers/payments/types'
import type { Providers } from '@/lib/providers/types'
import { isMoneyUnderWay, isOpenAttempt } from './attempt-state'

const takes = (provider: PaymentProvider, mode: string, currency: string): boolean =>
  provider.mode === mode && (provider.currencies === 'any' || provider.currencies.includes(currency))

/**
 * The provider to pay with: the one asked for, or the first that is configured and takes this money.
 * @throws DomainError not_configured when there is none, unsupported when it does not take this currency or mode
 */
export function chooseProvider(providers: Providers, wanted: PaymentProviderId | undefined, mode: string, currency: string): PaymentProvider {
  if (!wanted) {
    const found = paymentProviderIds.map((id) => providers.payments[id]).find((one) => one && takes(one, mode, currency))
    if (!found) throw new DomainError('not_configured', { internal: 'no payment provider takes this' })
    return found
  }
  const provider = providers.payments[wanted]
  if (!provider) throw new DomainError('not_configured', { params: { what: wanted } })
  if (!takes(provider, mode, currency)) throw new DomainError('unsupported', { field: 'provider' })
  return provider
}

type Payable = { id: string; mode: string; currency: string; balanceMinor: bigint }

/**
 * The attempt to collect what is left on a locked invoice: the one already open, or a new one. An open attempt at another
 * provider, or one that would keep the card where that is no longer wanted, is given up first, unless money may be under way there;
 * then that attempt is the answer and nothing new starts.
 */
export async function createAttempt(
  ctx: ClientRun, invoice: Payable, wanted: PaymentProviderId | undefined, method: { savesMethod?: boolean; savedMethodId?: string } = {},
): Promise<string> {
  const { db, clientId } = ctx
  const attempts = await db.payment.findMany({
    where: { clientId, invoiceId: invoice.id }, orderBy: { id: 'desc' }, select: { id: true, provider: true, state: true, savesMethod: true },
  })
  const open = attempts.find(({ state }) => isOpenAttempt(state as AttemptState))
  // Whoever no longer wants the card kept is not sent to a page that keeps it.
  const keepsUnasked = open?.savesMethod === true && method.savesMethod === false
  if (open && (isMoneyUnderWay(open.state as AttemptState) || ((!wanted || wanted === open.provider) && !keepsUnasked))) return open.id
  const provider = chooseProvider(ctx.providers, wanted ?? (open?.provider as PaymentProviderId | undefined), invoice.mode, invoice.currency)
  const now = ctx.clock.now()
  if (open) {
    await db.payment.update({ where: { clientId_id: { clientId, id: open.id } }, data: { state: 'canceled', updatedAt: now }, select: { id: true } })
    await ctx.enqueue('payment.cancel', { paymentId: open.id })
  }
  const id = newId('pay', now)
  await db.payment.create({
    select: { id: true },
    data: {
      id, clientId, invoiceId: invoice.id, provider: provider.id, mode: provider.mode, amountMinor: invoice.balanceMinor,
      currency: invoice.currency, state: 'created', idempotencyKey: `pay:${invoice.id}:${attempts.length + 1}`,
      savesMethod: method.savesMethod ?? false, savedMethodId: method.savedMethodId ?? null, locale: ctx.locale, createdAt: now, updatedAt: now,
    },
  })
  await ctx.enqueue('payment.start', { paymentId: id }) // the safety net: the caller starts it itself right after commit
  return id
}
