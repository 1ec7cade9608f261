import type { Db } from '@/lib/db/transaction'
import type { PlanView } from '@/lib/domain/catalog/view'
import { DomainError } from '@/lib/kernel/error'
import type { Buyer } from '../buyer'
import { priceFacts } from './act-facts'
import type { ActQuote } from './act-quote'
import { changeTerms, type Offer, type Terms } from './change-terms'
import { cancelNowPolicy } from './cancel-policy'
import { holdingOf, intervalOf, owedInvoices, planOf, type HeldRow } from './holding'
import { offerOf, planVersion, offeredPlan } from './offer'
import { priceChange, priceStart, priceStop } from './price-act'
import type { Allowance } from './proration'
import type { ActInput } from './schema'

export type ActName = ActInput['act']

export type Quoted = {
  row: HeldRow
  act: ActName
  /** `undo` takes back what has not taken effect and costs nothing. */
  timing: 'now' | 'period_end' | 'free' | 'undo'
  plan: PlanView
  offer: Offer
  terms: Terms | null
  quote: ActQuote
  buyer: Buyer
}

/** What stops an act, as a code under `errors.fields`. */
export const refuseAct = (code: string): DomainError => new DomainError('invalid_state', { field: 'act', fields: { act: { code } } })

/** The plan and price that a wish comes to: seats keep the price agreed for the version held; another plan is the one on sale. */
export async function wishedOffer(db: Db, row: HeldRow, wish: ActInput, at: Date): Promise<{ plan: PlanView; offer: Offer }> {
  const held = planOf(row)
  const interval = wish.interval ?? intervalOf(row.interval)
  const quantity = wish.quantity ?? row.quantity
  const isHeld = (wish.planCode ?? held.code) === held.code && !wish.planVersionId
  const plan = wish.planVersionId ? await planVersion(db, wish.planVersionId) : isHeld ? held : await offeredPlan(db, row.clientId, wish.planCode ?? held.code, at)
  if (isHeld && interval === row.interval) {
    const unitMinor = row.amountMinor / BigInt(row.quantity)
    return { plan, offer: { planVersionId: plan.versionId, rank: plan.rank, interval, quantity, amountMinor: unitMinor * BigInt(quantity), trialDays: plan.trialDays } }
  }
  return { plan, offer: await offerOf(db, { clientId: row.clientId, plan, interval, quantity, currency: row.currency, at }) }
}

function assertRuns(row: HeldRow, frozenAt: Date): void {
  if (!['trialing', 'active', 'past_due'].includes(row.status)) throw refuseAct('notRunning')
  if (row.currentPeriodEnd && row.currentPeriodEnd <= frozenAt) throw refuseAct('renewalDue')
}

async function quoteChange(db: Db, row: HeldRow, input: ActInput, frozenAt: Date): Promise<Quoted> {
  assertRuns(row, frozenAt)
  if (row.cancelAtPeriodEnd) throw refuseAct('endsSoon')
  if (row.pauseKind) throw refuseAct('resumeFirst')
  const { plan, offer } = await wishedOffer(db, row, input, frozenAt)
  const holding = holdingOf(row)
  const terms = changeTerms(holding, offer, frozenAt)
  if (terms.timing === 'none') return quoteUndo(db, row, input, frozenAt, row.pendingPlanVersionId !== null ? null : 'noChange')
  if (terms.timing === 'now' && owedInvoices(row).length > 0) throw refuseAct('payFirst')
  const { facts, buyer } = await priceFacts(db, row.clientId, row, plan.code, frozenAt)
  const quote = priceChange(facts, { holding, span: row.spans[0] ?? null, held: planOf(row), next: plan, terms, allowance: await allowanceAt(db, row, frozenAt) })
  return { row, act: 'change', timing: terms.timing, plan, offer, terms, quote, buyer }
}

/** The allowance that runs at an instant. */
const allowanceAt = (db: Db, { clientId, id }: HeldRow, at: Date): Promise<Allowance | null> => db.usagePeriod.findFirst({
  where: { clientId, subscriptionId: id, startsAt: { lte: at }, endsAt: { gt: at } }, select: { startsAt: true, endsAt: true, includedTokens: true, usedTokens: true },
})

/** Stopping today. What is owed stays owed, and only what was paid and not used is given back. */
async function quoteStop(db: Db, row: HeldRow, input: ActInput, frozenAt: Date): Promise<Quoted> {
  assertRuns(row, frozenAt)
  const { act } = input
  const isCredited = owedInvoices(row).length === 0 && (act === 'pause_now' || (await cancelNowPolicy(db)) === 'credit')
  const { plan, offer } = await wishedOffer(db, row, { act }, frozenAt)
  const { facts, buyer } = await priceFacts(db, row.clientId, row, plan.code, frozenAt)
  const quote = priceStop({ ...facts, state: { ...facts.state, act } }, holdingOf(row), row.spans[0] ?? null, plan, isCredited, await allowanceAt(db, row, frozenAt))
  return { row, act, timing: 'now', plan, offer, terms: null, quote, buyer }
}

/** Service begins again with a whole period of its own, at the price agreed before. */
async function quoteResume(db: Db, row: HeldRow, input: ActInput, frozenAt: Date): Promise<Quoted> {
  if (row.status !== 'paused') return quoteUndo(db, row, input, frozenAt, row.pauseKind ? null : 'notPaused')
  const { plan, offer } = await wishedOffer(db, row, { act: 'resume' }, frozenAt)
  const { facts, buyer } = await priceFacts(db, row.clientId, row, plan.code, frozenAt)
  return { row, act: 'resume', timing: 'now', plan, offer, terms: null, quote: priceStart(facts, plan, offer, row.timeZone), buyer }
}

/** Takes back what waits for the end of the period: nothing is charged and everything goes on as it was. */
async function quoteUndo(db: Db, row: HeldRow, input: ActInput, frozenAt: Date, refusal: string | null): Promise<Quoted> {
  if (refusal) throw refuseAct(refusal)
  const { plan, offer } = await wishedOffer(db, row, { act: input.act }, frozenAt)
  const { facts, buyer } = await priceFacts(db, row.clientId, row, plan.code, frozenAt)
  const holding = holdingOf(row)
  const terms: Terms = { timing: 'period_end', at: holding.period.endsAt, next: offer }
  const quote = priceChange(facts, { holding, span: null, held: plan, next: plan, terms })
  return { row, act: input.act, timing: 'undo', plan, offer, terms: null, quote, buyer }
}

/** The exact price of an act on a subscription at one instant. @throws DomainError invalid_state, not_found */
export async function quoteAct(db: Db, row: HeldRow, input: ActInput, frozenAt: Date): Promise<Quoted> {
  if (input.act === 'change') return quoteChange(db, row, input, frozenAt)
  return input.act === 'resume' ? quoteResume(db, row, input, frozenAt) : quoteStop(db, row, input, frozenAt)
}
