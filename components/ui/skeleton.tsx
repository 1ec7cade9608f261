import { clsx } from 'clsx'

/** Holds the place of what is coming, in its size. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden="true" className={clsx('animate-skeleton rounded-control bg-neutral-tint', className)} />
}
