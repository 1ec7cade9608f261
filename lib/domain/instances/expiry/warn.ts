import { billingRecipient } from '@/lib/domain/billing/invoices/billing-recipient'
import { queueMail, type MailRequest } from '@/lib/domain/events/queue-mail'
import { routes } from '@/lib/routes'
import type { ClientRun } from '../../context'
import { deletionOf, warningDue } from './notice-period'
import { namesOf, type Named } from './suspend-and-resume'

type Mail = Pick<MailRequest, 'template' | 'params' | 'path'>

/** Sends a warning once for the date it is about, however many look at it at the same time. */
async function once(ctx: ClientRun, kind: string, about: Date, mail: Mail): Promise<boolean> {
  const { db, clientId, clock } = ctx
  const taken = await db.$executeRaw`
    INSERT INTO "InstanceNotice" ("clientId", "kind", "about", "createdAt") VALUES (${clientId}, ${kind}, ${about}, ${clock.now()}) ON CONFLICT DO NOTHING`
  if (taken === 0) return false
  const to = await billingRecipient(ctx)
  if (to) await queueMail(ctx, { ...mail, to, locale: ctx.locale })
  return true
}

const living = ({ db, clientId }: ClientRun, suspended: boolean) => db.privateInstance.findMany({
  where: { clientId, desired: { not: 'deleted' }, ...(suspended ? { suspendedFor: { in: ['expired', 'unpaid'] } } : { suspendedFor: null }) }, orderBy: { id: 'asc' }, select: { id: true, name: true, suspendedAt: true },
})

/** Service has a known end (canceled or paused at the period's end): told 7, 3 and 1 days before. */
export async function warnOfEnd(ctx: ClientRun): Promise<number> {
  const { db, clientId, clock } = ctx
  const ending = await db.subscription.findFirst({
    where: { clientId, status: { in: ['trialing', 'active', 'past_due'] }, currentPeriodEnd: { gt: clock.now() }, OR: [{ cancelAtPeriodEnd: true }, { pauseKind: 'service_at_end' }] }, select: { currentPeriodEnd: true },
  })
  const end = ending?.currentPeriodEnd
  const days = end ? warningDue(end, clock.now()) : null
  if (!end || days === null) return 0
  const instances = await living(ctx, false)
  if (instances.length === 0) return 0
  const params = { names: namesOf(instances), days, endsAt: end.toISOString(), deleteAt: deletionOf(end).toISOString() }
  return (await once(ctx, `ends_${days}`, end, { template: 'instance_ending', params, path: routes.subscription() })) ? 1 : 0
}

/** Suspended instances are deleted when their notice period is over: told 7, 3 and 1 days before, those of one day together. */
export async function warnOfDeletion(ctx: ClientRun): Promise<number> {
  const now = ctx.clock.now()
  const byDate = new Map<number, Named[]>()
  for (const { id, name, suspendedAt } of await living(ctx, true)) {
    const at = suspendedAt ? deletionOf(suspendedAt).getTime() : now.getTime()
    byDate.set(at, [...(byDate.get(at) ?? []), { id, name }])
  }
  let sent = 0
  for (const [at, instances] of byDate) {
    const [end, days] = [new Date(at), warningDue(new Date(at), now)]
    if (days === null) continue
    const params = { names: namesOf(instances), days, deleteAt: end.toISOString() }
    if (await once(ctx, `deletion_${days}`, end, { template: 'instance_deletion', params, path: routes.instances() })) sent++
  }
  return sent
}
