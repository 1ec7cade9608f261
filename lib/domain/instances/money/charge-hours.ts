import type { Db } from '@/lib/db/transaction'
import { DomainError } from '@/lib/kernel/error'
import { bookHours } from './book-hours'
import { readHourFunds, type HourFunds } from './funds'
import { chargeOf, segmentsOf, type HoursCharge } from './hours'
import { lockCharged, readHistory, type ChargedInstance } from './read-history'

/** So often the money may be faster than we are before the charge is left to the next run. */
const tries = 8
/** A charge goes through this many usage periods at most; the next run goes on. */
const mostSteps = 60

/** `paid`: everything until now is; `behind`: the next run goes on; `short`: the money does not go that far. `leftPicos`: what still pays for more. */
export type ChargedHours = { instance: ChargedInstance; picos: bigint; state: 'paid' | 'behind' | 'short'; leftPicos: bigint }

const earlier = (a: Date, b: Date | null): Date => (b && b < a ? b : a)

/** What the funds pay of the time up to `until`, booked and marked in one transaction, the mark guarded: no instant is charged twice. */
async function step(db: Db, clientId: string, instance: ChargedInstance, funds: HourFunds, until: Date): Promise<HoursCharge | null> {
  const history = await readHistory(db, clientId, instance, earlier(until, funds.until))
  const charge = chargeOf(segmentsOf(history), instance.billedRest, funds.walletPicos + funds.overagePicos)
  if (charge.picos > 0n && !(await bookHours(db, clientId, instance, charge, funds))) return null
  const { count } = await db.privateInstance.updateMany({
    where: { clientId, id: instance.id, billedUntil: instance.billedUntil, billedRest: instance.billedRest }, data: { billedUntil: charge.until, billedRest: charge.rest },
  })
  if (count !== 1) throw new DomainError('conflict', { internal: `hours of ${instance.id} were charged by somebody else` })
  return charge
}

/**
 * Charges an instance's hours from where they are charged to up to `now`, as far as wallet and overage pay: each instant at the price of
 * what the instance was then. To be called in a transaction; any number of workers may.
 * @returns null where there is no such instance
 */
export async function chargeHours(db: Db, clientId: string, id: string, now: Date): Promise<ChargedHours | null> {
  let [instance, picos] = [await lockCharged(db, clientId, id), 0n]
  if (!instance) return null
  for (let [steps, outrun] = [0, 0]; instance.billedUntil < now && steps < mostSteps;) {
    const funds = await readHourFunds(db, clientId, instance.currency, instance.billedUntil)
    const charge = await step(db, clientId, instance, funds, now)
    if (!charge) {
      if (++outrun >= tries) throw new DomainError('unavailable', { internal: `the money for ${id} was outrun every time` })
      continue
    }
    steps++
    picos += charge.picos
    instance = { ...instance, billedUntil: charge.until, billedRest: charge.rest }
    if (!charge.isWhole) return { instance, picos, state: 'short', leftPicos: 0n }
  }
  const funds = await readHourFunds(db, clientId, instance.currency, now)
  return { instance, picos, state: instance.billedUntil >= now ? 'paid' : 'behind', leftPicos: funds.walletPicos + funds.overagePicos }
}
