import { clsx } from 'clsx'
import { formatPicos } from '@/lib/kernel/money'

type Props = {
  /** Exact cost in picos (1e-12 of the major unit), or the decimal text of the major unit that views carry ("0.000310000000"). */
  picos?: bigint
  decimal?: string
  currency: string
  isEstimated?: boolean
  className?: string
}

/** What usage cost, down to a millionth of the currency: `$0.00031`. For usage only; invoices show Money. */
export function UsageCost({ picos, decimal, currency, isEstimated = false, className }: Props) {
  return (
    <bdi dir="ltr" className={clsx('whitespace-nowrap', className)}>
      {isEstimated ? '≈ ' : null}{formatPicos(picos ?? picosOf(decimal ?? '0'), currency)}
    </bdi>
  )
}

/** "0.000310000000" → 310000000n. Reads at most twelve decimals, which is all that a cost has. */
export function picosOf(decimal: string): bigint {
  const [whole = '0', fraction = ''] = decimal.replace('-', '').split('.')
  const picos = BigInt(whole + fraction.padEnd(12, '0').slice(0, 12))
  return decimal.startsWith('-') ? -picos : picos
}
