import { createHmac, timingSafeEqual } from 'node:crypto'
import { DomainError } from '@/lib/kernel/error'

export const signatureHeader = 'sandbox-signature'

/** Seconds a notice may be old (or ahead) before it counts as replayed. */
const toleranceSeconds = 300

const mac = (secret: string, timestamp: number, body: string): string => createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')

/** `t=<unix seconds>,v1=<hex HMAC-SHA-256 of "t.body">` */
export function signNotice(secret: string, body: string, at: Date): string {
  const timestamp = Math.floor(at.getTime() / 1000)
  return `t=${timestamp},v1=${mac(secret, timestamp, body)}`
}

/** @throws DomainError invalid_input when the signature is absent, wrong, or too old */
export function assertSigned(secret: string, body: string, header: string | undefined, now: Date): void {
  const match = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(header ?? '')
  if (!match) throw new DomainError('invalid_input', { internal: 'webhook signature absent or malformed' })
  const timestamp = Number(match[1])
  const expected = Buffer.from(mac(secret, timestamp, body), 'hex')
  if (!timingSafeEqual(expected, Buffer.from(match[2] ?? '', 'hex'))) throw new DomainError('invalid_input', { internal: 'webhook signature is wrong' })
  if (Math.abs(now.getTime() / 1000 - timestamp) > toleranceSeconds) throw new DomainError('invalid_input', { internal: 'webhook is too old' })
}
