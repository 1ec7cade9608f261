import { Check } from 'lucide-react'
import { clsx } from 'clsx'

/** A step's cell: filled with a tick once it is done. */
export function StepMark({ isDone, label }: { isDone: boolean; label: string }) {
  return (
    <span className={clsx('mt-0.5 grid size-5 shrink-0 place-items-center rounded-badge border', isDone ? 'border-success-solid bg-success-tint text-success' : 'border-border-control')}>
      {isDone ? <Check aria-hidden="true" size={14} strokeWidth={2.5} /> : null}
      <span className="sr-only">{label}</span>
    </span>
  )
}
