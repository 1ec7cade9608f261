'use client'
// In the browser's bundle for the reason that cell-strip.tsx gives.

const fills = { accent: 'fill-accent', warning: 'fill-warning-solid', danger: 'fill-danger-solid' }

/** A part of a whole as a bar, 0 to 100; grows from the start edge in both directions of reading. */
export function BarTrack({ percent, tone = 'accent' }: { percent: number; tone?: keyof typeof fills }) {
  return (
    <svg width="100%" height={6} aria-hidden="true" className="block rtl:-scale-x-100">
      <rect width="100%" height={6} rx={2} className="fill-neutral-tint" />
      <rect width={`${Math.min(100, percent)}%`} height={6} rx={2} className={fills[tone]} />
    </svg>
  )
}
