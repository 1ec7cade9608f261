import { query } from '@/lib/domain/command'
import type { Db } from '@/lib/db/transaction'
import { days, plus } from '@/lib/kernel/clock'
import { invalidField } from '@/lib/kernel/error'
import { picosPerMinor } from '@/lib/kernel/rate'
import { isTimeZone, localDate, startOfDay, type CalendarDate } from '../calendar'
import { bookedBefore, readMovements, type Movement } from './read-movements'
import { GetStatementInput } from './schema'
import type { MovementView, StatementView } from './view'

const longestDays = 400

const dateOf = (text: string): CalendarDate => {
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number)
  return { year, month, day }
}
const nextDay = ({ year, month, day }: CalendarDate): CalendarDate => {
  const next = new Date(Date.UTC(year, month - 1, day + 1))
  return { year: next.getUTCFullYear(), month: next.getUTCMonth() + 1, day: next.getUTCDate() }
}

/** The asked days as instants, half-open, in the client's zone. @throws DomainError invalid_input */
export function statementRange(input: { from?: string | undefined; to?: string | undefined }, now: Date, timeZone: string): { from: Date; to: Date } {
  const today = localDate(now, timeZone)
  const first = input.from ? dateOf(input.from) : { ...today, day: 1 }
  const [from, to] = [startOfDay(first, timeZone), startOfDay(nextDay(input.to ? dateOf(input.to) : today), timeZone)]
  if (to <= from) throw invalidField('to', 'beforeStart')
  if (plus(from, days(longestDays)) < to) throw invalidField('to', 'rangeTooLong', { max: longestDays })
  return { from, to }
}

/** Each movement with the balance after it. */
function withBalances(movements: readonly Movement[], openingMinor: bigint): MovementView[] {
  let balanceMinor = openingMinor
  return movements.map((movement) => {
    balanceMinor += movement.amountMinor
    return { ...movement, balanceMinor }
  })
}

const sumWhere = (movements: readonly Movement[], test: (amount: bigint) => boolean): bigint =>
  movements.reduce((total, { amountMinor }) => (test(amountMinor) ? total + amountMinor : total), 0n)

/** Reads a statement of any client; the caller has checked who asks. */
export async function statementOf(db: Db, clientId: string, now: Date, input: { from?: string | undefined; to?: string | undefined; kind?: string | undefined }): Promise<StatementView> {
  const client = await db.client.findUniqueOrThrow({
    where: { id: clientId }, select: { currency: true, profile: { select: { timeZone: true } }, wallet: { select: { currency: true, balancePicos: true } } },
  })
  const timeZone = client.profile && isTimeZone(client.profile.timeZone) ? client.profile.timeZone : 'UTC'
  const { from, to } = statementRange(input, now, timeZone)
  const [openingMinor, movements, booked] = await Promise.all([bookedBefore(db, clientId, from), readMovements(db, clientId, from, to), bookedBefore(db, clientId, plus(now, 1))])
  const currency = client.wallet?.currency ?? client.currency
  const [creditsMinor, debitsMinor] = [sumWhere(movements, (amount) => amount > 0n), sumWhere(movements, (amount) => amount < 0n)]
  return {
    currency, from, to, openingMinor, creditsMinor, debitsMinor,
    closingMinor: openingMinor + creditsMinor + debitsMinor,
    unbookedMinor: booked - (client.wallet ? client.wallet.balancePicos / picosPerMinor(currency) : 0n),
    movements: withBalances(movements, openingMinor).filter(({ kind }) => !input.kind || kind === input.kind),
  }
}

/**
 * What moved the client's wallet in a range of days: opening balance, each movement with where it comes from, closing balance. All of it
 * from the ledger. A filter by kind leaves movements out, never changes a balance.
 * @throws DomainError invalid_input when the range is backwards or longer than 400 days
 */
export const getStatement = query('billing.getStatement', GetStatementInput, async (ctx, input): Promise<StatementView> =>
  statementOf(ctx.db, ctx.clientId, ctx.clock.now(), input))
