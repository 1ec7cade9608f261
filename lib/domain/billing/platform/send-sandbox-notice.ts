import { createHash } from 'node:crypto'
import type { BaseCtx } from '@/lib/domain/context'
import { env } from '@/lib/env'
import { DomainError } from '@/lib/kernel/error'
import { findCharge } from '@/lib/providers/payments/sandbox/books'
import { findSandboxRefund } from '@/lib/providers/payments/sandbox/refunds'
import { sendNotice } from '@/lib/providers/payments/sandbox/send-notice'
import { apiRoutes } from '@/lib/routes'

export type SandboxNoticeJob = { chargeId: string; type: string }

/**
 * Outbox `sandbox.webhook`: the sandbox provider tells our inbox, as a real one would. What is paid later is carried out at its time (`notBefore`).
 * Its event id comes from the charge and what happened, so that a repeated delivery is the same event.
 * @throws DomainError not_configured, upstream_failed (tried again)
 */
export async function sendSandboxNotice(ctx: BaseCtx, { chargeId, type }: SandboxNoticeJob): Promise<void> {
  const { PUBLIC_ORIGIN, WEB_ORIGIN, SANDBOX_WEBHOOK_SECRET: secret } = env()
  if (!secret) throw new DomainError('not_configured', { internal: 'SANDBOX_WEBHOOK_SECRET is not set' })
  await Promise.all([findCharge(chargeId, ctx.clock.now()), findSandboxRefund(chargeId, ctx.clock.now())]) // settles what is due
  const eventId = `test_evt_${createHash('sha256').update(`${chargeId}:${type}`).digest('hex').slice(0, 24)}`
  await sendNotice({ url: `${WEB_ORIGIN ?? PUBLIC_ORIGIN}${apiRoutes.webhook('sandbox')}`, secret }, { eventId, type, chargeId }, ctx.clock.now())
}
