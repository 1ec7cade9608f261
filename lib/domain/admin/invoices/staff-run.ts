import type { ClientRun, PlatformRun } from '@/lib/domain/context'
import type { Db } from '@/lib/db/transaction'
import { enqueue } from '@/lib/domain/events/enqueue'
import { isLocale } from '@/lib/i18n/locale'
import { notFound } from '@/lib/kernel/error'

/** Whose invoice it is. @throws DomainError not_found */
export async function clientOfInvoice(db: Db, id: string): Promise<string> {
  const row = await db.invoice.findUnique({ where: { id }, select: { clientId: true } })
  if (!row) throw notFound('invoice')
  return row.clientId
}

/** Staff acting for one client: the same transaction, the client's own outbox, the staff member in the audit trail. */
export async function runForClient(ctx: PlatformRun, clientId: string): Promise<ClientRun> {
  const client = await ctx.db.client.findUnique({ where: { id: clientId }, select: { suspendedAt: true, profile: { select: { locale: true } } } })
  if (!client) throw notFound('client')
  const locale = client.profile?.locale
  return {
    ...ctx, clientId, isSuspended: client.suspendedAt !== null, locale: isLocale(locale) ? locale : ctx.locale,
    enqueue: async (topic, payload) => void (await enqueue(ctx.db, ctx.clock, clientId, topic, payload)),
  }
}
