import { Skeleton } from '@/components/ui/skeleton'

/** The room of a page while it is made: a title, a row of figures, a list. */
export default function Loading() {
  return (
    <div className="grid gap-6" aria-busy="true">
      <Skeleton className="h-8 w-48" />
      <div className="grid gap-4 sm:grid-cols-2 xl:grid-cols-4">{[0, 1, 2, 3].map((one) => <Skeleton key={one} className="h-32" />)}</div>
      <Skeleton className="h-64" />
    </div>
  )
}
