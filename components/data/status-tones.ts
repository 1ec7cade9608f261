import type { Tone } from '@/components/ui/badge'

/**
 * Every state that is shown, by domain: its tone decides colour and shape, its word is `status.<domain>.<state>` in the
 * messages. Screens, PDFs and mails read this one table.
 */
export const statusTones = {
  subscription: { active: 'success', trialing: 'info', incomplete: 'neutral', canceled: 'neutral', expired: 'neutral', paused: 'warning', ending: 'warning', past_due: 'danger' },
  arrears: { open: 'warning', suspended: 'danger', recovered: 'success', ended: 'neutral' },
  invoice: { paid: 'success', open: 'info', draft: 'neutral', void: 'neutral', unpaid: 'neutral', partially_paid: 'warning', overdue: 'danger', disputed: 'danger', uncollectible: 'danger' },
  payment: {
    succeeded: 'success', created: 'info', processing: 'info', unknown: 'info', awaiting_customer: 'warning', canceled: 'neutral', expired: 'neutral',
    refunded: 'neutral', partially_refunded: 'neutral', failed: 'danger', disputed: 'danger',
  },
  dispute: { open: 'danger', won: 'success', lost: 'neutral' },
  coin: { seen: 'info', confirming: 'info', confirmed: 'info', booked: 'success', gone: 'danger' },
  coinRefund: { needs_address: 'warning', needs_operator: 'warning', sent: 'success', canceled: 'neutral' },
  refund: { succeeded: 'success', requested: 'info', pending: 'info', failed: 'danger' },
  instance: {
    running: 'success', pending: 'info', provisioning: 'info', starting: 'info', stopping: 'info', deleting: 'info', stopped: 'neutral', sleeping: 'neutral', deleted: 'neutral',
    suspended: 'warning', unready: 'warning', crash_backoff: 'warning', failed: 'danger',
  },
  isolation: { strong: 'success', partial: 'warning', 'process-only': 'danger' },
  key: { active: 'success', renewed: 'info', revoked: 'neutral', expired: 'neutral', expiring: 'warning', over_cap: 'warning' },
  request: { ok: 'success', canceled: 'neutral', error: 'danger' },
  client: { active: 'success', closed: 'neutral', limited: 'warning', suspended: 'danger' },
  user: { active: 'success', unverified: 'warning', locked: 'warning', disabled: 'danger' },
  model: { active: 'success', hidden: 'neutral', unpriced: 'warning', unroutable: 'danger' },
  plan: { active: 'success', hidden: 'neutral' },
  upstream: { healthy: 'success', probing: 'info', unknown: 'neutral', disabled: 'neutral', limited: 'warning', refused: 'danger', open: 'danger' },
  webhook: { processed: 'success', received: 'info', ignored: 'neutral', duplicate: 'neutral', rejected: 'danger', failed: 'danger' },
  job: { done: 'success', queued: 'info', running: 'info', retrying: 'warning', parked: 'warning', failed: 'danger', dead: 'danger' },
  mail: { sent: 'success', queued: 'info', failed: 'danger' },
  compliance: { pass: 'success', review: 'info', fail: 'danger' },
  health: { up: 'success', late: 'warning', down: 'danger' },
} as const satisfies Record<string, Record<string, Tone>>

export type StatusDomain = keyof typeof statusTones
export type StatusState<D extends StatusDomain = StatusDomain> = D extends StatusDomain ? keyof (typeof statusTones)[D] & string : never

/** The tone of a state as the database writes it; a state nobody listed is neutral. */
export const toneOf = (domain: StatusDomain, state: string): Tone => (statusTones[domain] as Record<string, Tone>)[state] ?? 'neutral'
