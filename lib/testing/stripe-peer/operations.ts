import { newStripeId, type Books, type Intent, type Refund, type Visit } from './books'

/** What the peer answers: Stripe's own error shape, without which Stripe's library takes any answer for a success. */
export class StripeRefusal extends Error {
  constructor(readonly status: number, readonly error: Record<string, unknown>) {
    super(String(error.message))
  }
}
const refuse = (message: string, more: Record<string, unknown> = {}, status = 400): StripeRefusal => new StripeRefusal(status, { type: 'invalid_request_error', message, ...more })
const missing = (what: string): StripeRefusal => refuse(`No such ${what}`, { code: 'resource_missing', param: 'id' }, 404)

type Fields = Record<string, unknown>
export type Operation = { request: string; run: (books: Books, id: string, fields: Fields, origin: string) => unknown }

const meta = (value: unknown): Record<string, string> => ({ ...(value as Record<string, string> | undefined) })
const found = <T>(map: Map<string, T>, id: string, what: string): T => {
  const value = map.get(id)
  if (!value) throw missing(what)
  return value
}

function newIntent(books: Books, fields: Partial<Intent>): Intent {
  const intent: Intent = {
    id: newStripeId('pi'), object: 'payment_intent', amount: 0, currency: 'usd', status: 'requires_payment_method', livemode: false, customer: null, created: books.now(),
    metadata: {}, setup_future_usage: null, payment_method: null, last_payment_error: null, ...fields,
  }
  books.intents.set(intent.id, intent)
  return intent
}

function createVisit(books: Books, fields: Fields, origin: string): Visit {
  const id = newStripeId('cs_test')
  const items = (fields.line_items as { quantity?: number; price_data: { unit_amount: number; currency: string } }[] | undefined) ?? []
  const inner = fields.payment_intent_data as { metadata?: Record<string, string>; setup_future_usage?: string } | undefined
  const total = items.reduce((sum, item) => sum + item.price_data.unit_amount * (item.quantity ?? 1), 0)
  const currency = items[0]?.price_data.currency ?? String(fields.currency)
  const intent = fields.mode === 'payment' ? newIntent(books, { amount: total, currency, metadata: meta(inner?.metadata), setup_future_usage: inner?.setup_future_usage ?? null }) : null
  const visit: Visit = {
    id, object: 'checkout.session', mode: fields.mode === 'setup' ? 'setup' : 'payment', status: 'open', payment_status: 'unpaid', amount_total: intent ? total : null, currency,
    livemode: false, url: `${origin}/c/pay/${id}`, client_reference_id: (fields.client_reference_id as string | undefined) ?? null,
    customer: (fields.customer as string | undefined) ?? null, payment_intent: intent?.id ?? null, setup_intent: null,
    success_url: String(fields.success_url), cancel_url: String(fields.cancel_url), metadata: meta(fields.metadata),
  }
  books.visits.set(id, visit)
  return visit
}

function createIntent(books: Books, fields: Fields): Intent {
  const method = found(books.methods, String(fields.payment_method), 'payment_method')
  if (method.customer !== (fields.customer ?? null)) throw refuse('The payment method does not belong to this customer', { param: 'payment_method' })
  const intent = newIntent(books, { amount: Number(fields.amount), currency: String(fields.currency), metadata: meta(fields.metadata), customer: method.customer })
  if (books.confirm(intent, method)) return intent
  const { code, decline_code } = intent.last_payment_error ?? { code: 'card_declined', decline_code: 'generic_decline' }
  throw new StripeRefusal(402, { type: 'card_error', code, decline_code, message: 'Your card was declined.', payment_intent: intent })
}

function createRefund(books: Books, fields: Fields): Refund {
  const intent = found(books.intents, String(fields.payment_intent), 'payment_intent')
  if (intent.status !== 'succeeded') throw refuse('This PaymentIntent has no successful charge', { code: 'charge_not_refundable' })
  const left = intent.amount - books.refunded(intent.id)
  const amount = fields.amount === undefined ? left : Number(fields.amount)
  if (amount > left || left === 0) throw refuse('Refund amount is greater than the unrefunded amount on the charge', { param: 'amount', code: 'charge_already_refunded' })
  const refund: Refund = { id: newStripeId('re'), object: 'refund', amount, currency: intent.currency, status: 'succeeded', created: books.now(), metadata: meta(fields.metadata), payment_intent: intent.id }
  books.refunds.set(refund.id, refund)
  return refund
}

function expireVisit(books: Books, id: string): Visit {
  const visit = found(books.visits, id, 'checkout.session')
  if (visit.status !== 'open') throw refuse('Only Checkout Sessions with a status in ["open"] can be expired')
  return Object.assign(visit, { status: 'expired' as const, url: null })
}

function cancelIntent(books: Books, id: string): Intent {
  const intent = found(books.intents, id, 'payment_intent')
  if (intent.status === 'succeeded') throw refuse('You cannot cancel this PaymentIntent', { code: 'payment_intent_unexpected_state' })
  return Object.assign(intent, { status: 'canceled' })
}

/** With what the product asks to be expanded in place. */
function visitView(books: Books, id: string, fields: Fields): unknown {
  const visit = found(books.visits, id, 'checkout.session')
  const expand = Object.values((fields.expand as Record<string, string> | undefined) ?? {}).join(' ')
  const intent = books.intents.get(visit.payment_intent ?? '')
  const setup = books.setups.get(visit.setup_intent ?? '')
  return {
    ...visit,
    ...(expand.includes('payment_intent') && intent ? { payment_intent: { ...intent, payment_method: books.methods.get(intent.payment_method ?? '') ?? null } } : {}),
    ...(expand.includes('setup_intent') && setup ? { setup_intent: { ...setup, payment_method: books.methods.get(setup.payment_method) } } : {}),
  }
}

const list = (data: unknown[]): unknown => ({ object: 'list', data, has_more: false, url: '/' })
const within = (created: number, fields: Fields): boolean => {
  const { gte, lt } = (fields.created as { gte?: string; lt?: string } | undefined) ?? {}
  return created >= Number(gte ?? 0) && created < Number(lt ?? Infinity)
}

/** `METHOD /path` with `:id` → what it checks and does. */
export const operations: Record<string, Operation> = {
  'POST /v1/checkout/sessions': { request: 'CreateVisit', run: (books, _id, fields, origin) => createVisit(books, fields, origin) },
  'GET /v1/checkout/sessions/:id': { request: 'RetrieveVisit', run: (books, id, fields) => visitView(books, id, fields) },
  'POST /v1/checkout/sessions/:id/expire': { request: 'ExpireVisit', run: (books, id) => expireVisit(books, id) },
  'POST /v1/payment_intents': { request: 'CreateIntent', run: (books, _id, fields) => createIntent(books, fields) },
  'GET /v1/payment_intents/:id': { request: 'RetrieveIntent', run: (books, id) => found(books.intents, id, 'payment_intent') },
  'GET /v1/payment_intents/search': { request: 'SearchIntents', run: (books, _id, { query }) => {
    const wanted = /^metadata\['payment_id'\]:'(\w+)'$/.exec(String(query))?.[1]
    if (!wanted) throw refuse('We were unable to parse your search query.', { param: 'query' })
    return { object: 'search_result', data: [...books.intents.values()].filter(({ metadata }) => metadata.payment_id === wanted), has_more: false, next_page: null, url: '/' }
  } },
  'GET /v1/checkout/sessions': { request: 'ListVisits', run: (books, _id, { payment_intent }) => list([...books.visits.values()].filter((one) => one.payment_intent === payment_intent)) },
  'POST /v1/payment_intents/:id/cancel': { request: 'CancelIntent', run: (books, id) => cancelIntent(books, id) },
  'POST /v1/refunds': { request: 'CreateRefund', run: (books, _id, fields) => createRefund(books, fields) },
  'GET /v1/refunds/:id': { request: 'RetrieveRefund', run: (books, id) => found(books.refunds, id, 'refund') },
  'GET /v1/refunds': { request: 'ListRefunds', run: (books, _id, fields) => list([...books.refunds.values()].filter((one) => within(one.created, fields))) },
  'GET /v1/charges': { request: 'ListCharges', run: (books, _id, fields) => list([...books.charges.values()].filter((one) => within(one.created, fields))) },
  'GET /v1/balance': { request: 'RetrieveBalance', run: () => ({ object: 'balance', available: [], pending: [], livemode: false }) },
  'POST /v1/billing_portal/sessions': { request: 'CreatePortal', run: (books, _id, fields, origin) => {
    const customer = String(fields.customer)
    if (![...books.methods.values()].some((method) => method.customer === customer)) throw missing('customer')
    return { id: newStripeId('bps'), object: 'billing_portal.session', customer, livemode: false, return_url: fields.return_url, url: `${origin}/p/session/${customer}` }
  } },
  'POST /v1/payment_methods/:id/detach': { request: 'DetachMethod', run: (books, id) => {
    const method = found(books.methods, id, 'payment_method')
    if (method.customer === null) throw refuse('The payment method you provided is not attached to a customer', { code: 'payment_method_unexpected_state' })
    return Object.assign(method, { customer: null })
  } },
  'GET /v1/disputes/:id': { request: 'RetrieveDispute', run: (books, id) => {
    const dispute = found(books.disputes, id, 'dispute')
    return { ...dispute, payment_intent: books.intents.get(dispute.payment_intent) }
  } },
}
