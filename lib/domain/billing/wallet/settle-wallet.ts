import { lockClient } from '@/lib/db/locks'
import { command } from '@/lib/domain/command'
import { lockWallet, postWalletUsage, settleGrants } from '@/lib/domain/ledger'
import { GetWalletInput } from '../schema'
import { CancelTopUpInput } from './schema'
import { abandonTopUp } from './close-top-up'

/**
 * Everything that time alone does to a wallet, at the context's time: usage is taken from grants, expired credit leaves as breakage, and
 * what requests used is booked, once a day. Repeating it does nothing more.
 */
export const settleWallet = command('billing.settleWallet', GetWalletInput, async (ctx): Promise<void> => {
  const { db, clock, clientId } = ctx
  const { mode } = await db.client.findUniqueOrThrow({ where: { id: clientId }, select: { mode: true } })
  const locked = await lockWallet(db, clientId)
  if (locked) await settleGrants(db, clock, locked, mode)
  const bookedMinor = locked ? await postWalletUsage(db, clock, clientId, mode) : 0n
  await ctx.record(clientId, { bookedMinor })
})

/** Gives up a top-up that nobody has paid in a day. Nothing happens while money is under way. */
export const expireTopUp = command('billing.expireTopUp', CancelTopUpInput, async (ctx, { id }): Promise<void> => {
  const { db, clientId } = ctx
  await lockClient(db, clientId)
  const topUp = await db.walletTopUp.findFirst({ where: { clientId, id, state: 'pending' }, select: { id: true, invoiceId: true } })
  if (topUp) await abandonTopUp(ctx, topUp, 'canceled')
  await ctx.record(id, { isExpired: topUp !== null })
})
