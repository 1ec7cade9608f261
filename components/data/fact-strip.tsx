import type { ReactNode } from 'react'

export type Fact = { label: ReactNode; value: ReactNode; hint?: ReactNode }

/** Four to six facts under a detail page's header. */
export function FactStrip({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className="grid grid-cols-2 gap-x-6 gap-y-4 rounded-card border bg-surface p-4 sm:p-5 md:flex md:flex-wrap md:gap-x-12">
      {facts.map((fact, index) => (
        <div key={index} className="min-w-0">
          <dt className="text-caption text-text-3">{fact.label}</dt>
          <dd className="mt-0.5 font-medium break-words">{fact.value}</dd>
          {fact.hint ? <dd className="text-caption text-text-3">{fact.hint}</dd> : null}
        </div>
      ))}
    </dl>
  )
}
