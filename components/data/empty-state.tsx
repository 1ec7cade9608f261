import type { ReactNode } from 'react'

/** 25 places of a 5×5 drawing, row by row: `#` lit, `*` lit in the accent, anything else dim. */
const drawings = {
  empty: '......###..#*#..###......',
  key: '.##..#..#..##*....#....##',
  search: '.##..#..#.#.*#..###.....#',
  chart: '....#..#.#..#*##.#.######',
  invoice: '####.#..#.#*##.#..#.####.',
  done: '....#...#.#.*...#........',
  server: '#####*...######*...#####',
  locked: '.###..#.#.#######*#######',
} as const

const cell = 8
const step = 10

type Props = {
  title: ReactNode
  hint?: ReactNode
  /** The one act. */
  action?: ReactNode
  /** At most one link to the docs. */
  link?: ReactNode
  drawing?: keyof typeof drawings
  level?: 'h1' | 'h2' | 'p'
}

/** Nothing here yet, nothing matches, or not yours to see: a small drawing, one sentence, one act. */
export function EmptyState({ title, hint, action, link, drawing = 'empty', level: Title = 'p' }: Props) {
  const places = [...drawings[drawing]]
  return (
    <div className="grid justify-items-center gap-3 px-4 py-10 text-center">
      <svg width={48} height={48} viewBox="0 0 48 48" aria-hidden="true">
        {places.map((mark, index) => (
          <rect
            key={index} x={(index % 5) * step} y={Math.floor(index / 5) * step} width={cell} height={cell} rx={2}
            className={mark === '*' ? 'fill-accent' : mark === '#' ? 'fill-border-control' : 'fill-neutral-tint'}
          />
        ))}
      </svg>
      <Title className={Title === 'h1' ? 'text-h1 font-semibold' : 'text-h2 font-semibold'}>{title}</Title>
      {hint ? <p className="max-w-prose text-text-2">{hint}</p> : null}
      {action || link ? <div className="mt-1 flex flex-wrap items-center justify-center gap-3">{action}{link}</div> : null}
    </div>
  )
}
