import type { Money } from '@/lib/kernel/money'

export const paymentProviderIds = ['sandbox', 'stripe', 'paypal', 'crypto'] as const
export type PaymentProviderId = (typeof paymentProviderIds)[number]
export type PaymentMode = 'test' | 'live'

export type AttemptState =
  | 'created' | 'awaiting_customer' | 'processing' | 'succeeded' | 'failed' | 'canceled' | 'expired' | 'unknown'

/** A way to pay that the provider keeps for a customer. We hold its reference and what a person recognises it by, never card data. */
export type SavedMethodSnapshot = {
  /** The provider's id of the method, and of the customer it belongs to there. */
  ref: string
  customerRef: string | null
  kind: 'card' | 'paypal'
  /** `visa`, or the account's masked address. */
  brand: string | null
  last4: string | null
  expMonth: number | null
  expYear: number | null
  /** The same card has the same one, whoever saved it: what one-trial-a-card compares. */
  fingerprint: string | null
}

/** What the provider says about one attempt: the only source of truth that money is booked from. */
export type AttemptSnapshot = {
  externalId: string
  mode: PaymentMode
  state: AttemptState
  /** Null where the provider no longer knows the object, which is then `expired`. */
  amount: Money | null
  failureCode?: string
  /** The failure will not change by trying again with this method: stolen, closed, never allowed. */
  isFinal?: boolean
  /** Our own payment id as the provider echoes it: finds the attempt when the answer to `start` was lost. */
  paymentId?: string
  /** Where the customer must go on, while it waits for them. */
  redirectUrl?: string
  /** The customer has agreed at the provider; the money moves with `complete`. */
  isApproved?: true
  /** The method that was saved with the payment, when the customer wanted that. */
  savedMethod?: SavedMethodSnapshot
}

export type StartInput = {
  paymentId: string
  invoiceId: string
  amount: Money
  description: string
  returnUrl: string
  cancelUrl: string
  idempotencyKey: string
  /** The customer as this provider knows them from an earlier saved method. */
  customerRef?: string
  /** The customer agreed that later invoices may be charged to this method. */
  saveMethod?: boolean
}

export type StartResult = { externalId: string; state: AttemptState; redirectUrl?: string }

export type ChargeSavedInput = Omit<StartInput, 'saveMethod' | 'customerRef'> & { methodRef: string; customerRef: string | null }

export type BeginSaveInput = {
  clientId: string
  customerRef: string | null
  /** What later charges will be in. */
  currency: string
  returnUrl: string
  cancelUrl: string
  idempotencyKey: string
}

export type RefundState = 'pending' | 'succeeded' | 'failed'

export type RefundInput = {
  refundId: string
  /** The attempt's id at the provider. */
  externalId: string
  amount: Money
  reason: string
  idempotencyKey: string
}

export type RefundSnapshot = { externalId: string; state: RefundState; amount: Money; failureCode?: string; refundId?: string }

/** One movement of money in the provider's own books; what the nightly comparison holds against ours. */
export type ProviderTransaction = {
  externalId: string
  kind: 'payment' | 'refund'
  amount: Money
  at: Date
  /** Our own payment or refund id as the provider echoes it. */
  paymentId?: string
  refundId?: string
}

/** A customer's bank took the money back, or asks for it. */
export type DisputeSnapshot = {
  externalId: string
  /** `inquiry`: the bank asks, and no money has moved. */
  state: 'inquiry' | 'open' | 'won' | 'lost'
  amount: Money
  reason: string | null
  /** Our own payment id as the provider echoes it. */
  paymentId: string | null
  respondBy: Date | null
}

/** A verified notice. It is a hint only: the object is fetched again before anything is booked. */
export type ProviderNotice = {
  eventId: string
  type: string
  /** The object it is about; null when it concerns nothing of ours. */
  externalId: string | null
  about: 'payment' | 'refund' | 'dispute' | 'method'
  mode: PaymentMode
}

/** Keeping ways to pay, and charging them without the customer. */
export interface SavedMethods {
  /** Sends the customer to add a method without paying. */
  begin(input: BeginSaveInput): Promise<{ externalId: string; redirectUrl: string }>
  /** What came of `begin`; null while the customer has not finished. */
  finish(externalId: string): Promise<SavedMethodSnapshot | null>
  /**
   * Off-session. A decline is an answer (`failed`, with `isFinal`), not an exception; `awaiting_customer` with a `redirectUrl` where
   * the bank wants the customer.
   * @throws DomainError upstream_failed when the provider did not answer: the attempt becomes `unknown`
   */
  charge(input: ChargeSavedInput): Promise<AttemptSnapshot>
  /** The provider's own page where the customer sees and changes what it keeps; they come back to `returnUrl`. */
  manage?(customerRef: string, returnUrl: string): Promise<{ redirectUrl: string }>
  /** Safe to repeat. */
  remove(ref: string): Promise<void>
}

/** What banks took back. */
export interface Disputes {
  fetch(externalId: string): Promise<DisputeSnapshot>
}

/** Giving money back through the provider. */
export interface Refunds {
  /** @throws DomainError upstream_failed (unknown: ask later), invalid_state (refused for good) */
  create(input: RefundInput): Promise<RefundSnapshot>
  fetch(externalId: string): Promise<RefundSnapshot>
}

/** `scriptUrl` where the script does not come from the provider itself (tests). */
export type ButtonsSource = { clientId: string; scriptUrl?: string }

export interface PaymentProvider {
  readonly id: PaymentProviderId
  readonly mode: PaymentMode
  readonly currencies: readonly string[] | 'any'
  /** Absent where the provider cannot. */
  readonly savedMethods?: SavedMethods
  readonly refunds?: Refunds
  readonly disputes?: Disputes
  /** Where its buttons can be shown on our pages: what their script is loaded with. Nothing of it is secret. */
  readonly buttons?: ButtonsSource
  /** @throws DomainError upstream_failed when the provider did not answer: the attempt becomes `unknown`. */
  start(input: StartInput): Promise<StartResult>
  fetch(externalId: string): Promise<AttemptSnapshot>
  /**
   * The attempt as the provider finds it by our id, for when the answer to its start was lost and its key is no longer remembered there;
   * null when it never arrived.
   */
  find?(paymentId: string): Promise<AttemptSnapshot | null>
  /** Takes the money the customer has approved, where the provider waits to be told; safe to repeat. */
  complete?(externalId: string): Promise<AttemptSnapshot>
  cancel(externalId: string, idempotencyKey: string): Promise<AttemptSnapshot>
  /** @throws DomainError not_configured (no secret set: 503) or invalid_input (bad signature or stale: 4xx). */
  verifyWebhook(rawBody: string, headers: Record<string, string>, now: Date): ProviderNotice | Promise<ProviderNotice>
  health(): Promise<{ ok: boolean; reason?: string }>
  /** Everything that moved in [from, to), for reconciliation. */
  listTransactions?(from: Date, to: Date): AsyncIterable<ProviderTransaction>
}
