import type { Db } from '@/lib/db/transaction'
import type { BaseCtx } from '@/lib/domain/context'
import { days, plus } from '@/lib/kernel/clock'
import { valueMinor } from '../../coins/units'
import { addFinding } from '../../reconciliation/add-finding'
import { latestRate } from '../coins/reconcile-coins'

type Address = { id: string; clientId: string; paymentId: string; address: string }

/**
 * Ether lies at an address that was swept, and no node tells when it came: a person looks whether somebody paid. Told once for each amount
 * that lies there; what is worth less than the currency's smallest coin is left by sweeps.
 */
export async function tellUntold(db: Db, { clock }: BaseCtx, mode: string, { id, clientId, paymentId, address }: Address, held: bigint): Promise<void> {
  if (held === 0n) return
  const { currency } = await db.payment.findUniqueOrThrow({ where: { clientId_id: { clientId, id: paymentId } }, select: { currency: true } })
  const rate = await latestRate(db, 'ETH', currency)
  const theirsMinor = rate === null ? null : valueMinor(held, currency, rate, 'ETH')
  if (theirsMinor === 0n) return
  const now = clock.now()
  await addFinding(db, now, { provider: 'crypto', mode, since: plus(now, -days(7)) }, {
    kind: 'missing_here', about: 'payment', reference: `${id}:ETH:${held}`, externalId: address, clientId, theirsMinor, oursMinor: null, currency,
  })
}
