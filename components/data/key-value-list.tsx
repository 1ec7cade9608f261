import type { ReactNode } from 'react'

/** Label and value, a row each; on phones the value goes under its label. */
export function KeyValueList({ items }: { items: readonly { label: ReactNode; value: ReactNode }[] }) {
  return (
    <dl className="divide-y">
      {items.map((item, index) => (
        <div key={index} className="grid gap-x-6 gap-y-0.5 py-2.5 first:pt-0 last:pb-0 sm:grid-cols-3">
          <dt className="text-text-2">{item.label}</dt>
          <dd className="min-w-0 break-words sm:col-span-2">{item.value}</dd>
        </div>
      ))}
    </dl>
  )
}
