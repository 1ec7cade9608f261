import { query } from '@/lib/domain/command'
import { scaledToDecimal } from '@/lib/kernel/money'
import { picosPerMinor } from '@/lib/kernel/rate'
import { GetWalletInput } from './schema'
import type { WalletView } from './view'

/** The client's prepaid credit; empty when nothing was ever put in. Minor units are rounded down: what can be spent, never more. */
export const getWallet = query('billing.getWallet', GetWalletInput, async (ctx): Promise<WalletView> => {
  const { clientId } = ctx
  const wallet = await ctx.db.wallet.findUnique({ where: { clientId }, select: { currency: true, balancePicos: true, heldPicos: true } })
  const client = wallet ?? (await ctx.db.client.findUniqueOrThrow({ where: { id: clientId }, select: { currency: true } }))
  const { balancePicos, heldPicos } = wallet ?? { balancePicos: 0n, heldPicos: 0n }
  const unit = picosPerMinor(client.currency)
  return {
    currency: client.currency,
    balanceMinor: balancePicos / unit,
    heldMinor: heldPicos / unit,
    availableMinor: (balancePicos - heldPicos) / unit,
    balance: scaledToDecimal(balancePicos, 12),
  }
})
