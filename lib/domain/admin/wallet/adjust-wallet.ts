import type { z } from 'zod'
import { actorId } from '@/lib/auth/actor'
import { lockClient } from '@/lib/db/locks'
import type { Db } from '@/lib/db/transaction'
import type { PlatformRun } from '@/lib/domain/context'
import { walletOf } from '@/lib/domain/billing/wallet/get-wallet'
import { creditWallet, debitWallet } from '@/lib/domain/ledger'
import { days, plus } from '@/lib/kernel/clock'
import { DomainError, invalidField, notFound } from '@/lib/kernel/error'
import { newId } from '@/lib/kernel/id'
import { formatMoney, money } from '@/lib/kernel/money'
import { platformCommand, platformQuery } from '../../platform/command'
import { AdjustWalletInput, PreviewAdjustmentInput } from './schema'
import type { AdjustedView, AdjustmentPreviewView } from './view'

type Wish = z.output<typeof PreviewAdjustmentInput>

/** The instant after the last day on which it can be used. @throws DomainError invalid_input when that is past, or not for this kind */
function expiryOf({ kind, expiresOn }: Wish, now: Date): Date | null {
  if (expiresOn === null) return null
  if (kind !== 'promo') throw invalidField('expiresOn', 'promoOnly')
  const end = plus(new Date(`${expiresOn}T00:00:00Z`), days(1))
  if (end <= now) throw invalidField('expiresOn', 'inThePast')
  return end
}

const tooMuch = (minor: bigint, currency: string): DomainError => invalidField('amountMinor', 'tooBig', { max: formatMoney(money(minor, currency)) })

async function modeOf(db: Db, id: string): Promise<string> {
  const client = await db.client.findUnique({ where: { id }, select: { mode: true } })
  if (!client) throw notFound('client')
  return client.mode
}

/** What an adjustment will do, with the id it is booked under. Changes nothing. @throws DomainError not_found, invalid_input */
export const previewWalletAdjustment = platformQuery('admin.previewWalletAdjustment', PreviewAdjustmentInput, async ({ db, clock }, input): Promise<AdjustmentPreviewView> => {
  await modeOf(db, input.id)
  const now = clock.now()
  const { currency, availableMinor } = await walletOf(db, input.id, now)
  const { kind, amountMinor } = input
  if (kind === 'debit' && amountMinor > availableMinor) throw tooMuch(availableMinor, currency)
  const afterMinor = kind === 'debit' ? availableMinor - amountMinor : availableMinor + amountMinor
  return { adjustmentId: newId('adj', now), kind, currency, amountMinor, beforeMinor: availableMinor, afterMinor, expiresAt: expiryOf(input, now) }
})

async function book(ctx: PlatformRun, input: z.output<typeof AdjustWalletInput>, currency: string): Promise<boolean> {
  const { db, clock } = ctx
  const { id: clientId, kind, reason, adjustmentId: sourceId } = input
  const known = await db.ledgerTransaction.count({ where: { clientId, sourceId, sourceKind: { in: ['promo_grant', 'wallet_adjustment'] } } })
  if (known > 0) return false
  const about = { clientId, amount: money(input.amountMinor, currency), mode: await modeOf(db, clientId), sourceId, description: reason }
  if (kind === 'debit') {
    await debitWallet(db, clock, { ...about, sourceKind: 'wallet_adjustment', to: { clientId: null, kind: 'adjustments' } })
    return true
  }
  const isPromo = kind === 'promo'
  await creditWallet(db, clock, {
    ...about, sourceKind: isPromo ? 'promo_grant' : 'wallet_adjustment', from: { clientId: null, kind: isPromo ? 'promotions' : 'adjustments' },
    grant: {
      kind: isPromo ? 'promo' : 'adjustment', expiresAt: expiryOf(input, clock.now()), reason, createdById: actorId(ctx.actor), ...(isPromo ? { priority: input.priority } : {}),
    },
  })
  return true
}

/**
 * Gives a client promotional credit, or corrects their wallet, with a reason that the client reads on their statement. The same
 * `adjustmentId` is booked once, however often it is sent.
 * @throws DomainError not_found, invalid_input (more than is available, an end in the past)
 */
export const adjustWallet = platformCommand('admin.adjustWallet', AdjustWalletInput, async (ctx, input): Promise<AdjustedView> => {
  const { db, clock } = ctx
  const { id, adjustmentId, kind, amountMinor, reason } = input
  await modeOf(db, id)
  await lockClient(db, id)
  const before = await walletOf(db, id, clock.now())
  let isNew: boolean
  try {
    isNew = await book(ctx, input, before.currency)
  } catch (error) {
    throw error instanceof DomainError && error.code === 'insufficient_funds' ? tooMuch(before.availableMinor, before.currency) : error
  }
  await ctx.record(id, { adjustmentId, kind, amountMinor, currency: before.currency, reason, isNew })
  return { clientId: id, adjustmentId, isNew, wallet: await walletOf(db, id, clock.now()) }
})
