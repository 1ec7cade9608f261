import { query } from '@/lib/domain/command'
import { minutes, plus } from '@/lib/kernel/clock'
import { PreviewTopUpInput } from './schema'
import { quoteTopUp } from './top-up-quote'
import type { TopUpPreviewView } from './view'

/** How long a shown price is held. */
export const topUpPreviewLifeMs = minutes(30)

/** The exact charge of a top-up, to be confirmed with its `frozenAt` and `hash`. Changes nothing. */
export const previewTopUp = query('billing.previewTopUp', PreviewTopUpInput, async (ctx, { amountMinor }): Promise<TopUpPreviewView> => {
  const { priced, creditMinor, frozenAt, hash } = await quoteTopUp(ctx.db, ctx.clientId, amountMinor, ctx.clock.now())
  const { currency, subtotalMinor, taxMinor, totalMinor, lines, taxLines } = priced
  return { amountMinor, creditMinor, currency, subtotalMinor, taxMinor, totalMinor, lines, tax: taxLines, frozenAt, expiresAt: plus(frozenAt, topUpPreviewLifeMs), hash }
})
