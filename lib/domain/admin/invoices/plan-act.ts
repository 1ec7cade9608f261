import type { z } from 'zod'
import type { Db } from '@/lib/db/transaction'
import { planCredit, type CreditWish } from '@/lib/domain/billing/invoices/credit/plan-credit'
import { creditableOf, readCreditable } from '@/lib/domain/billing/invoices/credit/read-creditable'
import { repriced } from '@/lib/domain/billing/invoices/regenerate-invoice'
import { isVoidable } from '@/lib/domain/billing/invoices/void-invoice'
import { balanceOf } from '@/lib/domain/billing/invoices/settled'
import { hashOf } from '@/lib/domain/billing/subscriptions/act-quote'
import { minutes, plus } from '@/lib/kernel/clock'
import { DomainError } from '@/lib/kernel/error'
import type { PreviewInvoiceActInput } from './schema'
import type { InvoiceActPreviewView } from './view'

type Wish = z.output<typeof PreviewInvoiceActInput>

/** A preview's word holds this long. */
export const actPreviewLifeMs = minutes(30)

export function wishOf({ amountMinor, lines }: Pick<Wish, 'amountMinor' | 'lines'>): CreditWish {
  if (lines && lines.length > 0) return { kind: 'lines', lines }
  return amountMinor === undefined ? { kind: 'full' } : { kind: 'amount', totalMinor: amountMinor }
}

type Parts = Omit<InvoiceActPreviewView, 'act' | 'currency' | 'frozenAt' | 'hash' | 'balanceBeforeMinor' | 'balanceAfterMinor'>
const nothing = { appliedMinor: 0n, walletMinor: 0n, refundMinor: 0n }
const refuse = (code: string): DomainError => new DomainError('invalid_state', { field: 'act', fields: { act: { code } } })

async function partsOf(db: Db, clientId: string, wish: Wish, at: Date): Promise<Parts & { balanceMinor: bigint; currency: string; state: object }> {
  const row = await readCreditable(db, clientId, wish.id)
  const balanceMinor = balanceOf(row)
  const state = { documentStatus: row.documentStatus, paidMinor: row.paidMinor, creditedMinor: row.creditedMinor, writtenOffMinor: row.writtenOffMinor }
  const known = { balanceMinor, currency: row.currency, state }
  const lines = row.lines.map(({ description, amountMinor, discountMinor }) => ({ description: description as { en: string; ar: string }, amountMinor: amountMinor - discountMinor }))
  const whole = { lines, subtotalMinor: row.totalMinor - row.taxMinor, taxMinor: row.taxMinor, totalMinor: row.totalMinor, ...nothing }
  if (wish.act === 'regenerate') {
    const { priced } = await repriced(db, clientId, wish.id, at)
    return { ...known, ...nothing, lines: priced.lines.map((line) => ({ description: line.description, amountMinor: line.amountMinor - line.discountMinor })), subtotalMinor: priced.subtotalMinor, taxMinor: priced.taxMinor, totalMinor: priced.totalMinor }
  }
  if (row.documentStatus !== 'open') throw refuse('notOpen')
  if (wish.act === 'void') {
    if (!isVoidable({ ...row, carryMinor: row.carryMinor })) throw refuse('notVoidable')
    return { ...known, ...whole }
  }
  if (wish.act === 'write_off') {
    if (balanceMinor === 0n) throw refuse('nothingToPay')
    return { ...known, ...nothing, lines: [], subtotalMinor: balanceMinor, taxMinor: 0n, totalMinor: balanceMinor }
  }
  const plan = planCredit(creditableOf(row), wishOf(wish), wish.act === 'refund' ? 'refund' : wish.destination)
  if (wish.act === 'refund' && plan.refundMinor === 0n) throw refuse('nothingToRefund')
  return { ...known, ...plan }
}

/** What a staff act on an invoice would do, from the invoice as it stands, with the proof that a confirmation brings back. */
export async function planAct(db: Db, clientId: string, wish: Wish, frozenAt: Date): Promise<InvoiceActPreviewView> {
  const { balanceMinor, currency, state, lines, subtotalMinor, taxMinor, totalMinor, appliedMinor, walletMinor, refundMinor } = await partsOf(db, clientId, wish, frozenAt)
  const isGone = wish.act === 'void' || wish.act === 'write_off' || wish.act === 'regenerate'
  const shown = {
    act: wish.act, currency, lines: lines.map(({ description, amountMinor }) => ({ description, amountMinor })), subtotalMinor, taxMinor, totalMinor, appliedMinor, walletMinor, refundMinor,
    balanceBeforeMinor: balanceMinor, balanceAfterMinor: wish.act === 'regenerate' ? totalMinor : isGone ? 0n : balanceMinor - appliedMinor,
  }
  return { ...shown, frozenAt, hash: hashOf({ clientId, id: wish.id, frozenAt, state, ...shown }) }
}

type Proof = { frozenAt?: Date | undefined; hash?: string | undefined }

/** The instant to carry the act out as of. @throws DomainError stale_preview when the proof is too old or tells another story */
export async function assertProof(db: Db, clientId: string, wish: Wish, { frozenAt, hash }: Proof, now: Date): Promise<void> {
  if (hash === undefined) return
  if (!frozenAt || frozenAt > plus(now, minutes(1)) || plus(frozenAt, actPreviewLifeMs) < now) throw new DomainError('stale_preview')
  if ((await planAct(db, clientId, wish, frozenAt)).hash !== hash) throw new DomainError('stale_preview')
}
