import { DomainError } from '@/lib/kernel/error'
import type { ChainSource } from '../../chains/types'
import type { AttemptSnapshot, PaymentMode, PaymentProvider, ProviderNotice, StartInput, StartResult } from '../types'

/**
 * Coins sent to addresses of the operator's own. Nobody holds them in between, so there is no other side to ask: what came is read
 * from the chains, arrival by arrival, and the customer is shown our own page.
 */
export class CryptoProvider implements PaymentProvider {
  readonly id = 'crypto'
  readonly currencies = 'any'
  readonly isDeposit = true

  constructor(private readonly chains: readonly ChainSource[], readonly mode: PaymentMode) {}

  start({ paymentId, returnUrl }: StartInput): Promise<StartResult> {
    return Promise.resolve({ externalId: paymentId, state: 'awaiting_customer', redirectUrl: `${returnUrl}/coins` })
  }

  fetch(externalId: string): Promise<AttemptSnapshot> {
    return Promise.reject(new DomainError('unsupported', { internal: `nobody is asked about the coins of ${externalId}` }))
  }

  cancel(externalId: string): Promise<AttemptSnapshot> {
    return Promise.resolve({ externalId, mode: this.mode, state: 'canceled', amount: null })
  }

  verifyWebhook(): ProviderNotice {
    throw new DomainError('not_configured', { internal: 'chains send no notices' })
  }

  /** Up while one chain is; which coins can be chosen is told on their page. */
  async health(): Promise<{ ok: boolean; reason?: string }> {
    const answers = await Promise.all(this.chains.map((chain) => chain.health().catch(() => ({ ok: false, reason: 'no answer' }))))
    if (answers.some(({ ok }) => ok)) return { ok: true }
    return { ok: false, reason: this.chains.map(({ network }, at) => `${network}: ${answers[at]?.reason ?? 'down'}`).join('; ') }
  }
}

/** Payments with coins where a chain is configured, in the mode of the chains. */
export function cryptoPayments(chains: readonly ChainSource[], mode: PaymentMode): { crypto?: CryptoProvider } {
  const own = chains.filter((chain) => chain.mode === mode)
  return own.length > 0 ? { crypto: new CryptoProvider(own, mode) } : {}
}
