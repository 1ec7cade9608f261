import { Skeleton } from '@/components/ui/skeleton'

/** The shape of a list page while it is read. */
export default function Loading() {
  return (
    <div className="grid gap-5">
      <Skeleton className="h-7 w-48" />
      <Skeleton className="h-9 w-full" />
      <div className="grid gap-2">{Array.from({ length: 8 }, (_, row) => <Skeleton key={row} className="h-11 w-full" />)}</div>
    </div>
  )
}
