import { csvRow } from '@/lib/kernel/csv'
import { money, toDecimal } from '@/lib/kernel/money'
import type { StatementView } from './view'

/** The statement for a spreadsheet: opening line, one line a movement, closing line. Amounts in the major unit, instants in UTC. */
export function statementCsv({ currency, from, to, openingMinor, closingMinor, movements }: StatementView): string {
  const amount = (minor: bigint): string => toDecimal(money(minor, currency))
  const lines = movements.map(({ at, kind, amountMinor, balanceMinor, sourceId, note }) =>
    csvRow([at.toISOString(), kind, amount(amountMinor), amount(balanceMinor), currency, sourceId, note]))
  return [
    csvRow(['at', 'kind', 'amount', 'balance', 'currency', 'source', 'note']),
    csvRow([from.toISOString(), 'opening', null, amount(openingMinor), currency, null, null]),
    ...lines,
    csvRow([to.toISOString(), 'closing', null, amount(closingMinor), currency, null, null]),
  ].join('')
}
