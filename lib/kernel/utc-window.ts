export const utcWindows = ['day', 'week', 'month'] as const
export type UtcWindow = (typeof utcWindows)[number]

/** The UTC calendar window that holds `at`: [start, end). Weeks are ISO weeks, from Monday. */
export function utcWindow(window: UtcWindow, at: Date): { start: Date; end: Date } {
  const [year, month, day] = [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()]
  if (window === 'month') return { start: new Date(Date.UTC(year, month, 1)), end: new Date(Date.UTC(year, month + 1, 1)) }
  const sinceMonday = window === 'week' ? (at.getUTCDay() + 6) % 7 : 0
  const length = window === 'week' ? 7 : 1
  return { start: new Date(Date.UTC(year, month, day - sinceMonday)), end: new Date(Date.UTC(year, month, day - sinceMonday + length)) }
}
