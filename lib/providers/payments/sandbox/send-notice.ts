import { fetch } from 'undici'
import { DomainError } from '@/lib/kernel/error'
import { signatureHeader, signNotice } from './signature'

export type SandboxNotice = { eventId: string; type: string; chargeId: string }

/**
 * Delivers one signed notice the way a provider would: over HTTP, to our own inbox.
 * @throws DomainError upstream_failed unless the inbox answered 2xx; the caller tries again
 */
export async function sendNotice(target: { url: string; secret: string }, notice: SandboxNotice, now: Date): Promise<void> {
  const body = JSON.stringify({ id: notice.eventId, type: notice.type, charge: notice.chargeId, mode: 'test', created: now.toISOString() })
  const response = await fetch(target.url, {
    method: 'POST', body, signal: AbortSignal.timeout(10_000), redirect: 'error',
    headers: { 'content-type': 'application/json', [signatureHeader]: signNotice(target.secret, body, now) },
  })
  await response.arrayBuffer()
  if (!response.ok) throw new DomainError('upstream_failed', { internal: `webhook inbox answered ${response.status}` })
}
