import { crc32 } from 'node:zlib'
import { createVerify, type X509Certificate } from 'node:crypto'
import { DomainError } from '@/lib/kernel/error'
import { log } from '@/lib/log'
import type { PaymentMode, ProviderNotice } from '../types'
import { certificateFrom, type CertificateRules } from './paypal-certificate'
import { Event, SignatureAnswer } from './paypal-answers'
import { PayPalRefusal, type PayPalClient } from './paypal-client'

/** PayPal tries a notice again for three days. */
const oldestMs = 4 * 86_400_000
const mostCertificates = 16
const names = { id: 'paypal-transmission-id', time: 'paypal-transmission-time', signature: 'paypal-transmission-sig', certificate: 'paypal-cert-url', algorithm: 'paypal-auth-algo' } as const

type Transmission = Record<keyof typeof names, string>

const bad = (internal: string, cause?: unknown): DomainError => new DomainError('invalid_input', { internal, cause })

function transmissionOf(headers: Record<string, string>, now: Date): Transmission {
  const entries = Object.entries(names).map(([key, name]) => [key, headers[name] ?? ''])
  if (entries.some(([, value]) => value === '')) throw bad('a header of the transmission is missing')
  const transmission = Object.fromEntries(entries) as Transmission
  const age = now.getTime() - Date.parse(transmission.time)
  if (!(Math.abs(age) < oldestMs)) throw bad('the transmission is too old')
  if (transmission.algorithm.toUpperCase() !== 'SHA256WITHRSA') throw bad('another algorithm than SHA256withRSA')
  return transmission
}

const aboutOf = (type: string): ProviderNotice['about'] | undefined => {
  if (/^CHECKOUT\.ORDER\.|^PAYMENT\.CAPTURE\.(COMPLETED|PENDING|DENIED|DECLINED)$/.test(type)) return 'payment'
  if (/^PAYMENT\.(CAPTURE\.REFUNDED|REFUND\.)/.test(type)) return 'refund'
  if (type.startsWith('CUSTOMER.DISPUTE.')) return 'dispute'
  return type.startsWith('VAULT.PAYMENT-TOKEN.') ? 'method' : undefined
}

/** An order for what concerns a payment, also where the notice is about the capture inside it. */
function objectOf({ event_type, resource }: Event): string | null {
  if (event_type.startsWith('PAYMENT.CAPTURE.') && !event_type.endsWith('REFUNDED')) return resource.supplementary_data?.related_ids?.order_id ?? null
  return resource.dispute_id ?? resource.id ?? null
}

/** PayPal's notices: proven with PayPal's certificate, or by asking PayPal; where neither can be had nothing is believed. */
export class PayPalNotices {
  private readonly certificates = new Map<string, X509Certificate>()

  constructor(private readonly client: PayPalClient, private readonly mode: PaymentMode, private readonly webhookId: string | undefined, private readonly rules: CertificateRules | null) {}

  get isConfigured(): boolean {
    return Boolean(this.webhookId?.trim())
  }

  /** @throws DomainError not_configured or unavailable (503: PayPal tries again), invalid_input (not PayPal's, or changed on the way) */
  async verified(body: string, headers: Record<string, string>, now: Date): Promise<ProviderNotice> {
    if (!this.webhookId?.trim()) throw new DomainError('not_configured', { internal: 'PAYPAL_WEBHOOK_ID is not set' })
    const transmission = transmissionOf(headers, now)
    const certificate = await this.certificate(transmission.certificate, now)
    const isGenuine = certificate ? this.isSigned(certificate, transmission, body) : await this.isConfirmed(transmission, body)
    if (!isGenuine) throw bad('the signature is not right')
    const event = Event.safeParse(JSON.parse(body))
    if (!event.success) throw bad('the body is not an event', event.error)
    const about = aboutOf(event.data.event_type)
    return { eventId: event.data.id, type: event.data.event_type, mode: this.mode, about: about ?? 'payment', externalId: about ? objectOf(event.data) : null }
  }

  /** Null where it cannot be had now, or where no certificates are looked at. @throws DomainError invalid_input where it is not PayPal's */
  private async certificate(url: string, now: Date): Promise<X509Certificate | null> {
    if (!this.rules) return null
    const known = this.certificates.get(url)
    if (known && new Date(known.validTo) > now) return known
    try {
      const found = await certificateFrom(url, this.rules, now)
      if (this.certificates.size >= mostCertificates) this.certificates.clear() // addresses come from outside
      this.certificates.set(url, found)
      return found
    } catch (error) {
      if (error instanceof DomainError && error.code === 'invalid_input') throw error
      log.warn({ err: error }, "PayPal's certificate cannot be had: asking PayPal instead")
      return null
    }
  }

  private isSigned(certificate: X509Certificate, { id, time, signature }: Transmission, body: string): boolean {
    const text = `${id}|${time}|${this.webhookId}|${crc32(Buffer.from(body))}`
    return createVerify('RSA-SHA256').update(text).verify(certificate.publicKey, signature, 'base64')
  }

  /** The body goes as it came: written anew it would no longer be what was signed. */
  private async isConfirmed({ id, time, signature, certificate, algorithm }: Transmission, body: string): Promise<boolean> {
    const facts = JSON.stringify({ auth_algo: algorithm, cert_url: certificate, transmission_id: id, transmission_sig: signature, transmission_time: time, webhook_id: this.webhookId })
    try {
      const answer = await this.client.post('/v1/notifications/verify-webhook-signature', SignatureAnswer, `${facts.slice(0, -1)},"webhook_event":${body}}`)
      return answer.verification_status === 'SUCCESS'
    } catch (error) {
      if (error instanceof PayPalRefusal) return false
      throw new DomainError('unavailable', { internal: 'neither the certificate nor PayPal itself could be asked', cause: error })
    }
  }
}
