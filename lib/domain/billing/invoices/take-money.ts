import type { ClientRun } from '@/lib/domain/context'
import { creditWallet, debitWalletUpTo, postTransaction } from '@/lib/domain/ledger'
import { money, type Money } from '@/lib/kernel/money'
import type { lockInvoice } from './lock-invoice'
import { addPaid, settleStatus } from './pay-from'
import { balanceOf } from './settled'

type Invoice = Awaited<ReturnType<typeof lockInvoice>>

/** Money that moved at a provider, with what caused it: booked once for each source. */
export type Movement = { amount: Money; provider: string; mode: string; sourceKind: string; sourceId: string; what: string }

const clearingOf = ({ provider }: Movement) => ({ clientId: null, kind: `clearing_${provider}` as const })

/**
 * Money has arrived: it pays the locked invoice as far as something is owed, the rest becomes the client's credit; it is never lost.
 * The amount is more than nothing.
 */
export async function takeMoney(ctx: ClientRun, invoice: Invoice, moved: Movement): Promise<{ usedMinor: bigint; surplusMinor: bigint }> {
  const { db, clock, clientId } = ctx
  const { amount: { minor, currency }, mode, sourceKind, sourceId, what } = moved
  const owed = balanceOf(invoice)
  const usedMinor = owed < minor ? owed : minor
  const surplusMinor = minor - usedMinor
  if (surplusMinor > 0n) {
    await creditWallet(db, clock, { clientId, mode, sourceKind: `${sourceKind}_surplus`, sourceId, amount: money(surplusMinor, currency), description: `Surplus of ${what}`, from: clearingOf(moved) })
  }
  if (usedMinor === 0n) return { usedMinor, surplusMinor }
  await postTransaction(db, clock, {
    clientId, mode, sourceKind, sourceId, description: `${what.charAt(0).toUpperCase()}${what.slice(1)} of invoice ${invoice.id}`,
    entries: [{ account: clearingOf(moved), amount: money(usedMinor, currency) }, { account: { clientId, kind: 'receivable' }, amount: money(-usedMinor, currency) }],
  })
  await addPaid(ctx, invoice.id, { minor: usedMinor })
  return { usedMinor, surplusMinor }
}

export type TakenBack = { reopenedMinor: bigint; withdrawnMinor: bigint; unrecoveredMinor: bigint }

/**
 * Money that had been booked is gone from the provider: the locked invoice is owed again as far as it was paid with money; credit that
 * came of it is taken from the wallet as far as it is there; what is left is the operator's loss.
 * @param creditMinor what of it is known to have become credit; where nobody knows, the invoice is opened first
 */
export async function takeBack(ctx: ClientRun, invoice: Invoice, moved: Movement, creditMinor = 0n): Promise<TakenBack> {
  const { db, clock, clientId } = ctx
  const { amount: { minor, currency }, mode, sourceKind, sourceId, what } = moved
  const source = { clientId, mode, sourceId, description: what }
  // A top-up, and what was paid beyond an invoice, became credit: that part is taken from there, and nobody is asked to buy it again.
  const onInvoice = invoice.documentStatus === 'open' && invoice.reason !== 'top_up' ? invoice.paidMinor - invoice.walletMinor : 0n
  const used = minor - creditMinor
  const reopenedMinor = used < onInvoice ? used : onInvoice
  const rest = money(minor - reopenedMinor, currency)
  const withdrawnMinor = await withdraw(ctx, invoice, moved, rest)
  const unrecoveredMinor = rest.minor - withdrawnMinor
  if (reopenedMinor + unrecoveredMinor > 0n) {
    await postTransaction(db, clock, {
      ...source, sourceKind,
      entries: [
        { account: { clientId, kind: 'receivable' }, amount: money(reopenedMinor, currency) }, { account: { clientId: null, kind: 'write_offs' }, amount: money(unrecoveredMinor, currency) },
        { account: clearingOf(moved), amount: money(-(reopenedMinor + unrecoveredMinor), currency) },
      ],
    })
  }
  if (reopenedMinor > 0n) {
    await db.invoice.update({ where: { clientId_id: { clientId, id: invoice.id } }, data: { paidMinor: { decrement: reopenedMinor }, updatedAt: clock.now() }, select: { id: true } })
    await settleStatus(ctx, invoice.id)
  }
  return { reopenedMinor, withdrawnMinor, unrecoveredMinor }
}

/** Credit that is taken from the wallet: what a top-up bought goes first with its money, so that gifts stay as long as they can. */
async function withdraw({ db, clock, clientId }: ClientRun, invoice: Invoice, moved: Movement, atMost: Money): Promise<bigint> {
  const { mode, sourceKind, sourceId, what } = moved
  const debit = { clientId, mode, sourceId, description: what, to: clearingOf(moved) }
  const bought = invoice.reason === 'top_up' ? await debitWalletUpTo(db, clock, { ...debit, sourceKind: `${sourceKind}_top_up`, atMost, kinds: ['top_up'] }) : money(0n, atMost.currency)
  const other = await debitWalletUpTo(db, clock, { ...debit, sourceKind: `${sourceKind}_withdrawal`, atMost: money(atMost.minor - bought.minor, atMost.currency) })
  return bought.minor + other.minor
}
