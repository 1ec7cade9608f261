import { platformDb } from '@/lib/db/platform-db'
import type { BaseCtx, ClientCtx } from '@/lib/domain/context'
import { isLocale } from '@/lib/i18n/locale'
import { notFound } from '@/lib/kernel/error'

/** The system acting for one client, in the client's own language. @throws DomainError not_found */
export async function billingCtxOf(ctx: BaseCtx, clientId: string, job = 'billing'): Promise<ClientCtx> {
  const client = await platformDb.client.findUnique({ where: { id: clientId }, select: { suspendedAt: true, profile: { select: { locale: true } } } })
  if (!client) throw notFound('client')
  const locale = client.profile?.locale
  return { ...ctx, actor: { kind: 'system', job }, clientId, isSuspended: client.suspendedAt !== null, locale: isLocale(locale) ? locale : ctx.locale }
}
