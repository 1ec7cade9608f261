import type { CoinArrival } from '../coins/read-coins'
import { coinText } from '../coins/units'
import { isOpenPayment } from '../payment-row'
import type { PaymentDisputeView, PaymentEventView } from './view'
import type { RefundView } from '../view'

/** A row of the audit trail about a payment. */
export type TrailRow = { action: string; actorKind: string; actorId: string | null; data: unknown; createdAt: Date }

export type PaymentFacts = {
  state: string; amountMinor: bigint; failureCode: string | null; savedMethodId: string | null
  provider: string
  createdAt: Date; updatedAt: Date; settledAt: Date | null; receiptSentAt: Date | null
}

type Kind = PaymentEventView['kind']

const stateKinds: readonly Kind[] = ['awaiting_customer', 'processing', 'unknown', 'succeeded', 'failed', 'canceled', 'expired']
const kindOfState = (state: unknown): Kind | undefined => stateKinds.find((one) => one === state)
const textOf = (data: unknown, key: string): string | null => {
  const value: unknown = typeof data === 'object' && data !== null ? Reflect.get(data, key) : null
  return typeof value === 'string' ? value : null
}

function byOf({ actorKind, actorId }: TrailRow): PaymentEventView['by'] {
  if (actorKind === 'staff') return 'staff'
  if (actorKind === 'system') return actorId === 'webhook.process' ? 'notice' : 'system'
  return 'client'
}

/** What one row of the trail says happened; null where it says nothing new. */
function eventOf(row: TrailRow, failureCode: string | null): PaymentEventView | null {
  const own = { at: row.createdAt, by: byOf(row), reason: null, amountMinor: null }
  if (row.action === 'billing.cancelPayment') return { ...own, kind: 'canceled' }
  const [result, from, to] = [textOf(row.data, 'result'), textOf(row.data, 'from'), textOf(row.data, 'to')]
  if (result === 'mismatch') return { ...own, kind: 'mismatch' }
  const kind = kindOfState(to)
  if (result === 'moved' && kind && from !== to) return { ...own, kind, reason: kind === 'failed' ? failureCode : null }
  return result === 'nothing_new' && own.by === 'notice' ? { ...own, kind: 'confirmed' } : null
}

/** What one act did is recorded some milliseconds apart: within a second the order of the list holds. */
const secondOf = ({ at }: PaymentEventView): number => Math.floor(at.getTime() / 1_000)

const plain = (at: Date, kind: Kind, more: Partial<PaymentEventView> = {}): PaymentEventView => ({ at, kind, by: 'system', reason: null, amountMinor: null, ...more })

function refundEvents(refund: RefundView): PaymentEventView[] {
  const { amountMinor, state } = refund
  return [
    plain(refund.createdAt, 'refund_requested', { amountMinor }),
    ...(state === 'requested' ? [] : [plain(refund.updatedAt, `refund_${state}` as const, { amountMinor, reason: refund.failureCode })]),
  ]
}

function disputeEvents({ amountMinor, state, openedAt, closedAt, reason }: PaymentDisputeView): PaymentEventView[] {
  return [
    plain(openedAt, 'dispute_opened', { amountMinor, reason, by: 'notice' }),
    ...(state !== 'open' && closedAt ? [plain(closedAt, state === 'won' ? 'dispute_won' : 'dispute_lost', { amountMinor, by: 'notice' })] : []),
  ]
}

/** Of a payment with coins, the arrivals say more than the state. */
const toldByCoins: readonly Kind[] = ['awaiting_customer', 'processing']

function coinEvents({ asset, units, seenAt, goneAt, bookedAt, reversedAt, valueMinor: amountMinor }: CoinArrival): PaymentEventView[] {
  const coins = { amountMinor, reason: `${coinText(units, asset)} ${asset}` }
  return [
    plain(seenAt, 'coins_seen', coins), ...(bookedAt ? [plain(bookedAt, 'coins_booked', coins)] : []),
    ...(goneAt ? [plain(goneAt, 'coins_gone', coins)] : []), ...(reversedAt ? [plain(reversedAt, 'coins_undone', coins)] : []),
  ]
}

/**
 * Everything that happened to a payment, newest first: from the trail of acts, the refunds and the disputes. An end that no act
 * recorded (another way to pay was chosen, the invoice was made void) is told by the payment itself.
 */
export function paymentEvents(payment: PaymentFacts, trail: readonly TrailRow[], coins: readonly CoinArrival[], refunds: readonly RefundView[], disputes: readonly PaymentDisputeView[]): PaymentEventView[] {
  const { state, amountMinor, settledAt, receiptSentAt } = payment
  const isCoins = payment.provider === 'crypto'
  const moves = trail.flatMap((row) => eventOf(row, payment.failureCode) ?? []).filter(({ kind }) => !isCoins || !toldByCoins.includes(kind))
  const last = kindOfState(state)
  const isTold = last === undefined || isOpenPayment(state) || moves.some(({ kind }) => kind === last)
  const events = [
    plain(payment.createdAt, isCoins ? 'coins_chosen' : payment.savedMethodId ? 'charged' : 'started', { amountMinor, by: payment.savedMethodId ? 'system' : 'client' }),
    ...coins.flatMap(coinEvents), ...moves,
    ...(isTold ? [] : [plain(settledAt ?? payment.updatedAt, last, { reason: payment.failureCode })]),
    ...(receiptSentAt ? [plain(receiptSentAt, 'receipt_sent')] : []),
    ...refunds.flatMap(refundEvents), ...disputes.flatMap(disputeEvents),
  ]
  return events.map((event, index) => ({ event, index })).sort((a, b) => secondOf(b.event) - secondOf(a.event) || b.index - a.index).map(({ event }) => event)
}
