import { X509Certificate } from 'node:crypto'
import { rootCertificates } from 'node:tls'
import { fetch } from 'undici'
import { DomainError } from '@/lib/kernel/error'
import type { PaymentMode } from '../types'

const timeoutMs = 5_000
const largest = 65_536

/** Where certificates may come from, and whose word counts at the end of the chain. */
export type CertificateRules = { origin: string; roots: readonly string[] }

const hosts: Record<PaymentMode, string> = { live: 'https://api.paypal.com', test: 'https://api.sandbox.paypal.com' }
export const paypalCertificates = (mode: PaymentMode): CertificateRules => ({ origin: hosts[mode], roots: rootCertificates })

const bad = (internal: string): DomainError => new DomainError('invalid_input', { internal })

/**
 * The certificate at an address named by a notice. The address is checked before anything is fetched, redirects are not followed.
 * @throws DomainError invalid_input where address, chain or time are wrong; another error where it cannot be had now
 */
export async function certificateFrom(address: string, { origin, roots }: CertificateRules, now: Date): Promise<X509Certificate> {
  if (!URL.canParse(address) || new URL(address).origin !== origin) throw bad(`a certificate from elsewhere: ${address.slice(0, 200)}`)
  const answer = await fetch(address, { redirect: 'error', signal: AbortSignal.timeout(timeoutMs) })
  if (answer.status !== 200) throw new Error(`no certificate: ${answer.status}`)
  const text = await answer.text()
  if (text.length > largest) throw bad('a certificate too large')
  return checkedChain(text, roots, now)
}

/** The first certificate of a PEM file, when each is signed by the next and the last by a root. @throws DomainError invalid_input */
export function checkedChain(pem: string, roots: readonly string[], now: Date): X509Certificate {
  const chain = (pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? []).map((one) => new X509Certificate(one))
  const [leaf] = chain
  if (!leaf) throw bad('not a certificate')
  if (!chain.every((one) => new Date(one.validFrom) <= now && now <= new Date(one.validTo))) throw bad('a certificate out of its time')
  if (!/(^|\.)paypal\.com$/.test(/CN=([^\n]+)/.exec(leaf.subject)?.[1] ?? '')) throw bad(`a certificate for somebody else: ${leaf.subject}`)
  const isSignedBy = (one: X509Certificate, issuer: X509Certificate): boolean => one.checkIssued(issuer) && one.verify(issuer.publicKey)
  const isLinked = chain.every((one, i) => { const next = chain[i + 1]; return next === undefined || isSignedBy(one, next) })
  const last = chain[chain.length - 1] ?? leaf
  const isTrusted = roots.some((root) => { const issuer = new X509Certificate(root); return issuer.fingerprint256 === last.fingerprint256 || isSignedBy(last, issuer) })
  if (!isLinked || !isTrusted) throw bad('a certificate nobody we trust stands for')
  return leaf
}
