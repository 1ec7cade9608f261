import { useTranslations } from 'next-intl'

/** M on a 5×5 grid of cells, symmetric, so both directions of reading share it. */
const mark = ['#...#', '##.##', '#.*.#', '#...#', '#...#']

export function LogoMark({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 19 19" aria-hidden="true" className="shrink-0">
      {mark.flatMap((row, y) => [...row].map((cell, x) => (cell === '.' ? null : (
        <rect key={`${x}${y}`} x={x * 4} y={y * 4} width={3} height={3} rx={0.75} className={cell === '*' ? 'fill-accent' : 'fill-text'} />
      ))))}
    </svg>
  )
}

/** The mark and the name as live text. `isShort` leaves the name to screen readers. */
export function Logo({ isShort = false, labelClass }: { isShort?: boolean; labelClass?: string }) {
  const t = useTranslations('layout')
  return (
    <span className="inline-flex items-center gap-2.5">
      <LogoMark />
      <span className={isShort ? 'sr-only' : labelClass}>
        <span className="text-h2 whitespace-nowrap">
          <span className="font-semibold">{t('name')}</span>{' '}<span className="text-text-2 rtl:font-semibold rtl:text-text">{t('nameRest')}</span>
        </span>
      </span>
    </span>
  )
}
