import { command } from '@/lib/domain/command'
import { queueMail } from '@/lib/domain/events/queue-mail'
import { formatMoney, money } from '@/lib/kernel/money'
import { picosPerMinor } from '@/lib/kernel/rate'
import { routes } from '@/lib/routes'
import { billingRecipient } from '../invoices/billing-recipient'
import { GetWalletInput } from '../schema'

/**
 * Mails that credit runs low, once each time the balance falls below the client's threshold: one guarded statement takes the right to
 * tell, and it is given back when the balance is above again.
 */
export const tellLowBalance = command('billing.tellLowBalance', GetWalletInput, async (ctx): Promise<boolean> => {
  const { db, clientId, clock } = ctx
  await db.$executeRaw`
    UPDATE "Wallet" SET "lowBalanceNotifiedAt" = NULL
     WHERE "clientId" = ${clientId} AND "lowBalanceNotifiedAt" IS NOT NULL AND "balancePicos" >= coalesce("lowBalancePicos", 0)`
  const told = await db.$queryRaw<{ currency: string; balancePicos: bigint; lowBalancePicos: bigint }[]>`
    UPDATE "Wallet" SET "lowBalanceNotifiedAt" = ${clock.now()}
     WHERE "clientId" = ${clientId} AND "lowBalanceNotifiedAt" IS NULL AND "balancePicos" < "lowBalancePicos"
    RETURNING "currency", "balancePicos", "lowBalancePicos"`
  const wallet = told[0]
  const to = wallet && (await billingRecipient(ctx))
  if (wallet && to) {
    const amount = (picos: bigint): string => formatMoney(money(picos / picosPerMinor(wallet.currency), wallet.currency))
    await queueMail(ctx, {
      template: 'wallet_low', to, locale: ctx.locale,
      params: { balance: amount(wallet.balancePicos), threshold: amount(wallet.lowBalancePicos) }, path: routes.wallet(),
    })
  }
  await ctx.record(clientId, { isTold: wallet !== undefined, balancePicos: wallet?.balancePicos ?? null })
  return wallet !== undefined
})
