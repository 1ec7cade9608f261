import { LoaderCircle } from 'lucide-react'

/** Under way. Stands still under reduced motion; the words beside it say what is happening. */
export function Spinner() {
  return <LoaderCircle aria-hidden="true" size={16} strokeWidth={1.75} className="shrink-0 animate-turn" />
}
