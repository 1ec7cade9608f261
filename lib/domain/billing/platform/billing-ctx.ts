import { platformDb } from '@/lib/db/platform-db'
import type { BaseCtx, ClientCtx } from '@/lib/domain/context'
import { isLocale } from '@/lib/i18n/locale'
import { notFound } from '@/lib/kernel/error'
import { clockOf } from '../runs/clock-of'

const fields = { id: true, suspendedAt: true, testClock: { select: { now: true } }, profile: { select: { locale: true } } } as const

type Row = { id: string; suspendedAt: Date | null; testClock: { now: Date } | null; profile: { locale: string } | null }

function ctxOf(ctx: BaseCtx, client: Row, job: string): ClientCtx {
  const locale = client.profile?.locale
  return {
    ...ctx, actor: { kind: 'system', job }, clientId: client.id, isSuspended: client.suspendedAt !== null, locale: isLocale(locale) ? locale : ctx.locale,
    clock: clockOf(client, ctx.clock),
  }
}

/** The system acting for one client, in the client's own language and by its own clock. @throws DomainError not_found */
export async function billingCtxOf(ctx: BaseCtx, clientId: string, job = 'billing'): Promise<ClientCtx> {
  const client = await platformDb.client.findUnique({ where: { id: clientId }, select: fields })
  if (!client) throw notFound('client')
  return ctxOf(ctx, client, job)
}

/** The same for many, read at once. */
export async function billingCtxsOf(ctx: BaseCtx, clientIds: readonly string[], job = 'billing'): Promise<ClientCtx[]> {
  const clients = await platformDb.client.findMany({ where: { id: { in: [...clientIds] } }, orderBy: { id: 'asc' }, select: fields })
  return clients.map((client) => ctxOf(ctx, client, job))
}
