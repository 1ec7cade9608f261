import { platformDb } from '@/lib/db/platform-db'
import type { BaseCtx } from '@/lib/domain/context'
import type { PaymentProviderId } from '@/lib/providers/payments/types'

/** Outbox `method.remove`: the provider forgets a way to pay that the client removed. Safe to repeat. */
export async function removeMethodAtProvider(ctx: BaseCtx, id: string): Promise<void> {
  const method = await platformDb.savedMethod.findUniqueOrThrow({ where: { id }, select: { provider: true, mode: true, externalId: true } })
  const provider = ctx.providers.payments[method.provider as PaymentProviderId]
  if (provider?.mode === method.mode) await provider.savedMethods?.remove(method.externalId)
}
