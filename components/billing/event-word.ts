type Event = { action: string; data: Record<string, unknown> }

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

/** The word for something that happened to a subscription, a key under `billing.manage.event`. */
export function eventWord({ action, data }: Event): string {
  if (action === 'billing.subscribe') return 'billing_subscribe'
  if (action === 'billing.setSpendLimit') return 'limit'
  const [act, did] = [text(data.act), text(data.did)]
  if (act === 'change' || act === 'resume') return data.waits === true ? (act === 'resume' ? 'resumeWaits' : 'waits') : act
  if (act === 'pause') return { service_at_end: 'pauseAtEnd', collection: 'collection' }[text(data.kind) ?? ''] ?? 'pause'
  return act ?? did ?? 'other'
}
