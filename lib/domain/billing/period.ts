import { daysInMonth, localDate, startOfDay, type CalendarDate } from './calendar'

export type Interval = 'month' | 'year'

/** Half-open: `startsAt` belongs to the period, `endsAt` is the next one's start. */
export type Period = { readonly startsAt: Date; readonly endsAt: Date }

/** The day of the month that all of a subscription's periods hang on, kept for ever, and the zone its days are counted in. */
export type Anchor = { readonly day: number; readonly timeZone: string }

/** `date` moved by whole months onto the anchor day, clamped to the month: 31 → 28 or 29 → 31. */
function onAnchor(date: CalendarDate, months: number, anchorDay: number): CalendarDate {
  const index = date.year * 12 + (date.month - 1) + months
  const [year, month] = [Math.floor(index / 12), (index % 12) + 1]
  return { year, month, day: Math.min(anchorDay, daysInMonth(year, month)) }
}

const monthsIn: Record<Interval, number> = { month: 1, year: 12 }

/**
 * A subscription that begins at `instant`: it hangs on that local day, and its first period starts with that second, so that no
 * instant of service is in two periods of a client. It ends with a local day, as all that follow.
 */
export function firstPeriod(instant: Date, timeZone: string, interval: Interval): { anchor: Anchor; period: Period } {
  const today = localDate(instant, timeZone)
  const anchor = { day: today.day, timeZone }
  const endsAt = startOfDay(onAnchor(today, monthsIn[interval], anchor.day), timeZone)
  return { anchor, period: { startsAt: new Date(Math.floor(instant.getTime() / 1_000) * 1_000), endsAt } }
}

/** The period after one that ended at `endsAt`. The anchor's own day is used each time, so no month shortens the next. */
export function nextPeriod(anchor: Anchor, endsAt: Date, interval: Interval): Period {
  const start = localDate(endsAt, anchor.timeZone)
  return { startsAt: endsAt, endsAt: startOfDay(onAnchor(start, monthsIn[interval], anchor.day), anchor.timeZone) }
}

/**
 * The month of allowance that holds `instant`. A yearly subscription is paid once a year but its tokens come month by
 * month, inside the paid period.
 */
export function allowanceMonth(anchor: Anchor, paid: Period, instant: Date): Period {
  let month = { startsAt: paid.startsAt, endsAt: paid.startsAt }
  do month = nextPeriod(anchor, month.endsAt, 'month')
  while (month.endsAt <= instant && month.endsAt < paid.endsAt)
  return month.endsAt > paid.endsAt ? { ...month, endsAt: paid.endsAt } : month
}
