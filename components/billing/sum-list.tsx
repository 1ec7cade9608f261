import type { ReactNode } from 'react'
import { Money } from '@/components/data/money'

export type SumRow = { label: ReactNode; minor: bigint; isStrong?: boolean }

/** The row unless it is nothing. */
export const someRow = (label: ReactNode, minor: bigint): SumRow[] => (minor === 0n ? [] : [{ label, minor }])

/** Labels and amounts under each other, the strong ones under a rule. */
export function SumList({ rows, currency, className = '' }: { rows: readonly SumRow[]; currency: string; className?: string }) {
  return (
    <dl className={`grid gap-1.5 ${className}`}>
      {rows.map((row, index) => (
        <div key={index} className={row.isStrong ? 'flex justify-between gap-6 border-t pt-1.5 font-semibold' : 'flex justify-between gap-6 text-text-2'}>
          <dt className="min-w-0">{row.label}</dt><dd><Money minor={row.minor} currency={currency} /></dd>
        </div>
      ))}
    </dl>
  )
}
