import { hours, plus } from '@/lib/kernel/clock'
import { messagesFor } from '@/lib/i18n/translator'
import { billingRecipient } from '@/lib/domain/billing/invoices/billing-recipient'
import { queueMail } from '@/lib/domain/events/queue-mail'
import { routes } from '@/lib/routes'
import type { ClientRun } from '../../context'
import { toldFailure } from '../../gateway/instance/told-failure'

/** Crashes within so long of a mail belong to what that mail was about. */
const incidentMs = hours(6)

type Troubled = { id: string; name: string; reason: string | null; since: Date }

/**
 * Tells the owner of instances that crash or were given up, once an incident: one guarded statement takes the right to tell. That it was given
 * up is told also when its crashes were.
 */
export async function tellTrouble(ctx: ClientRun): Promise<number> {
  const { db, clientId, clock } = ctx
  const now = clock.now()
  const found = await db.$queryRaw<Troubled[]>`
    UPDATE "PrivateInstance" SET "troubleToldAt" = ${now}, "troubleToldFor" = "status"
     WHERE "clientId" = ${clientId} AND "status" IN ('crash_backoff', 'failed') AND "desired" = 'running' AND "suspendedFor" IS NULL
       AND ("troubleToldAt" IS NULL OR "troubleToldAt" <= ${plus(now, -incidentMs)} OR ("status" = 'failed' AND "troubleToldFor" <> 'failed'))
    RETURNING "id", "name", "statusReason" AS reason, "statusSince" AS since`
  const to = found.length > 0 ? await billingRecipient(ctx) : undefined
  const t = messagesFor(ctx.locale)
  for (const { id, name, reason, since } of to ? found : []) {
    const problem = t(`gateway.instance.failed.${toldFailure(reason)}`, { name })
    if (to) await queueMail(ctx, { template: 'instance_trouble', to, locale: ctx.locale, params: { name, problem, happenedAt: since.toISOString() }, path: routes.instance(id) })
  }
  return found.length
}
