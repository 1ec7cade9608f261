import { z } from 'zod'
import type { Db } from '@/lib/db/transaction'
import { notFound } from '@/lib/kernel/error'
import type { ComplianceReason } from './view'

export type ComplianceVerdict = { result: 'pass' | 'fail'; reasons: { code: ComplianceReason }[] }

async function settingOf<S extends z.ZodType>(db: Db, key: string, schema: S): Promise<z.output<S> | undefined> {
  const row = await db.setting.findUnique({ where: { key }, select: { value: true } })
  return row ? schema.parse(row.value) : undefined
}

/** Looks at the client as it stands now and stores nothing. @throws DomainError not_found */
export async function evaluateCompliance(db: Db, clientId: string, isPaid: boolean, now: Date): Promise<ComplianceVerdict> {
  const client = await db.client.findUnique({
    where: { id: clientId },
    select: { name: true, suspendedAt: true, profile: { select: { companyName: true, country: true, termsVersion: true, termsAcceptedAt: true } } },
  })
  if (!client) throw notFound('client')
  const blocked = (await settingOf(db, 'blocked_countries', z.array(z.string()))) ?? []
  const terms = await settingOf(db, 'terms_version', z.string())
  const overdue = await db.invoice.count({
    where: { clientId, documentStatus: 'open', paymentStatus: { in: ['unpaid', 'partially_paid'] }, dueAt: { lt: now } },
  })
  const { profile } = client
  const failed: Record<ComplianceReason, boolean> = {
    client_suspended: client.suspendedAt !== null,
    name_missing: isPaid && (profile?.companyName ?? client.name).trim() === '',
    country_missing: isPaid && !profile?.country,
    country_blocked: profile?.country ? blocked.includes(profile.country) : false,
    terms_not_accepted: !profile?.termsAcceptedAt || (terms !== undefined && profile.termsVersion !== terms),
    overdue_balance: overdue > 0,
  }
  const reasons = Object.entries(failed).filter(([, isFailed]) => isFailed).map(([code]) => ({ code: code as ComplianceReason }))
  return { result: reasons.length === 0 ? 'pass' : 'fail', reasons }
}
