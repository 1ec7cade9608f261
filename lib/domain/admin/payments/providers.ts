import { env, isSet } from '@/lib/env'
import { isComparable } from '@/lib/domain/billing/platform/reconcile'
import { DomainError } from '@/lib/kernel/error'
import { healthOf } from '@/lib/providers/payments/health'
import { paymentProviderIds, type PaymentProviderId } from '@/lib/providers/payments/types'
import { preparedCommand } from '../../accounts/platform/prepared-command'
import { platformQuery } from '../../platform/command'
import { NoInput } from '../schema'
import { ProviderInput } from './schema'
import type { ProviderTestView, ProviderView } from './view'

/** The variables each is set up with, in the order of the operator guide. */
const settingsOf: Record<PaymentProviderId, readonly Parameters<typeof isSet>[0][]> = {
  sandbox: ['SANDBOX_WEBHOOK_SECRET', 'ALLOW_SANDBOX_PAYMENTS'],
  stripe: ['STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET'],
  paypal: ['PAYPAL_CLIENT_ID', 'PAYPAL_CLIENT_SECRET', 'PAYPAL_ENVIRONMENT', 'PAYPAL_WEBHOOK_ID'],
  crypto: ['BTC_XPUB', 'BTC_RPC_URL', 'BTC_ESPLORA_URL', 'EVM_XPUB', 'EVM_RPC_URLS', 'USDT_TOKEN_ADDRESS', 'COIN_RATE_SOURCES'],
}
const openStates = ['created', 'awaiting_customer', 'processing', 'unknown']

/** Every provider the product knows: whether it is set up, whether it answers, what came from it last. */
export const listPaymentProviders = platformQuery('admin.listPaymentProviders', NoInput, async ({ db, providers }): Promise<{ data: ProviderView[] }> => {
  const known = paymentProviderIds.filter((id) => settingsOf[id].length > 0)
  return { data: await Promise.all(known.map(async (id): Promise<ProviderView> => {
    const provider = providers.payments[id]
    const [notice, openAttempts, health] = await Promise.all([
      db.webhookEvent.findFirst({ where: { provider: id, state: { not: 'rejected' } }, orderBy: { receivedAt: 'desc' }, select: { receivedAt: true } }),
      db.payment.count({ where: { provider: id, state: { in: openStates } } }),
      provider ? healthOf(provider) : null,
    ])
    return {
      id, isConfigured: provider !== undefined, mode: provider?.mode ?? null,
      health: health ? { ok: health.ok, reason: health.reason ?? null, checkedAt: health.checkedAt } : null,
      webhookUrl: id === 'sandbox' || id === 'crypto' ? null : `${env().PUBLIC_ORIGIN}/api/webhooks/${id}`,
      settings: settingsOf[id].map((name) => ({ name, isSet: isSet(name) })),
      lastNoticeAt: notice?.receivedAt ?? null, openAttempts,
      can: { saveMethods: provider?.savedMethods !== undefined, refund: provider?.refunds !== undefined || provider?.id === 'crypto', reconcile: isComparable(provider) },
    }
  })) }
})

/** Asks a provider now, whatever is remembered of it. @throws DomainError not_configured when it is not set up */
export const testPaymentProvider = preparedCommand('admin.testPaymentProvider', ProviderInput, {
  prepare: async ({ providers, clock }, { id }): Promise<ProviderTestView> => {
    const provider = providers.payments[id]
    if (!provider) throw new DomainError('not_configured', { params: { what: id } })
    const started = clock.now().getTime()
    const { ok, reason } = await provider.health().catch((error: unknown) => ({ ok: false, reason: error instanceof DomainError ? (error.internal ?? error.code) : 'no answer' }))
    return { id, isOk: ok, reason: reason ?? null, latencyMs: clock.now().getTime() - started }
  },
  run: async (ctx, { id }, result): Promise<ProviderTestView> => {
    await ctx.record(id, { isOk: result.isOk, reason: result.reason })
    return result
  },
})
