import { clsx } from 'clsx'
import type { LucideIcon } from 'lucide-react'

/** An icon that points along the line of reading (arrows, chevrons, send): turned round in Arabic. */
export function DirIcon({ icon: Icon, className }: { icon: LucideIcon; className?: string }) {
  return <Icon aria-hidden="true" size={16} strokeWidth={1.75} className={clsx('shrink-0 rtl:-scale-x-100', className)} />
}

/** Any other icon: 16 px, never spoken (the words beside it are). */
export function Icon({ icon: Shape, className }: { icon: LucideIcon; className?: string }) {
  return <Shape aria-hidden="true" size={16} strokeWidth={1.75} className={clsx('shrink-0', className)} />
}
