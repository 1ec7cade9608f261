import { clsx } from 'clsx'
import { formatMoney } from '@/lib/kernel/money'

type Props = {
  /** Smallest units of the currency (cents, fils), as bigint or as its decimal text. */
  minor: bigint | string
  currency: string
  /** Marks an amount that may still change: "≈ $3.10". */
  isEstimated?: boolean
  className?: string
}

/** An amount, the same characters in both languages: `$1,234.50`, `KWD 12.500`. No JavaScript. */
export function Money({ minor, currency, isEstimated = false, className }: Props) {
  return (
    <bdi dir="ltr" className={clsx('whitespace-nowrap', className)}>
      {isEstimated ? '≈ ' : null}{formatMoney({ minor: BigInt(minor), currency })}
    </bdi>
  )
}
