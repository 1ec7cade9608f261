import { lockClient } from '@/lib/db/locks'
import { command } from '@/lib/domain/command'
import { openWallet } from '@/lib/domain/ledger'
import { invalidField } from '@/lib/kernel/error'
import { required } from '@/lib/kernel/assert'
import { money } from '@/lib/kernel/money'
import { moneyToPicos } from '@/lib/kernel/rate'
import { assertCountryKnown, buyerOf } from '../buyer'
import { autoTopUpOf } from './auto-top-up-row'
import { SetAutoTopUpInput, SetLowBalanceInput } from './schema'
import { assertTopUpAmount } from './top-up-quote'
import type { AutoTopUpView } from './view'

/**
 * Orders credit to be bought by itself whenever the balance falls below the threshold, up to a cap a month. Saving it also starts it
 * again after a failed attempt had paused it.
 * @throws DomainError invalid_input, compliance_failed
 */
export const setAutoTopUp = command('billing.setAutoTopUp', SetAutoTopUpInput, async (ctx, input): Promise<AutoTopUpView> => {
  const { db, clock, clientId } = ctx
  await lockClient(db, clientId)
  const buyer = await buyerOf(db, clientId)
  const { currency, timeZone } = buyer
  if (input.isEnabled) assertCountryKnown(buyer)
  assertTopUpAmount(input.amountMinor, currency)
  if (input.monthlyCapMinor < input.amountMinor) throw invalidField('monthlyCapMinor', 'belowAmount')
  if (input.monthlyCapMinor > 10n ** 12n) throw invalidField('monthlyCapMinor', 'invalid')
  if (input.thresholdMinor > 10n ** 12n) throw invalidField('thresholdMinor', 'invalid')
  await openWallet(db, clock, clientId, currency)
  const data = { ...input, currency, pausedAt: null, pauseReason: null, updatedAt: clock.now() }
  await db.autoTopUp.upsert({ where: { clientId }, create: { clientId, ...data }, update: data, select: { clientId: true } })
  await ctx.record(clientId, input)
  return required(await autoTopUpOf(db, clientId, clock.now(), timeZone), 'the order just saved')
})

/** Below which balance the client is told by mail, once each time it is crossed. 0 = never. */
export const setLowBalance = command('billing.setLowBalance', SetLowBalanceInput, async (ctx, { amountMinor }): Promise<{ amountMinor: bigint }> => {
  const { db, clock, clientId } = ctx
  const { currency } = await buyerOf(db, clientId)
  await openWallet(db, clock, clientId, currency)
  await db.wallet.update({
    where: { clientId }, data: { lowBalancePicos: moneyToPicos(money(amountMinor, currency)), lowBalanceNotifiedAt: null }, select: { id: true },
  })
  await ctx.record(clientId, { amountMinor, currency })
  return { amountMinor }
})
