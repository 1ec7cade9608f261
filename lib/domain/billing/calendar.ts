/** A day on the calendar, without place or time. */
export type CalendarDate = { readonly year: number; readonly month: number; readonly day: number }

const formatters = new Map<string, Intl.DateTimeFormat>()

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone, calendar: 'gregory', numberingSystem: 'latn', hourCycle: 'h23',
    year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
  })
  formatters.set(timeZone, made)
  return made
}

/** The wall clock of `timeZone` at `instant`, as if it were UTC milliseconds (whole seconds). */
function wallClock(instant: number, timeZone: string): number {
  const parts = Object.fromEntries(formatterOf(timeZone).formatToParts(instant).map(({ type, value }) => [type, Number(value)]))
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts
  return Date.UTC(year, month - 1, day, hour, minute, second)
}

const utcMidnight = (date: CalendarDate): number => Date.UTC(date.year, date.month - 1, date.day)

export function localDate(instant: Date, timeZone: string): CalendarDate {
  const wall = new Date(wallClock(instant.getTime(), timeZone))
  return { year: wall.getUTCFullYear(), month: wall.getUTCMonth() + 1, day: wall.getUTCDate() }
}

export const daysInMonth = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate()

const hour = 3_600_000

/**
 * The first instant of a local day: midnight, or what the clocks jump to where a daylight-saving change swallows midnight
 * (Cairo, Beirut, São Paulo), or the next day's start where a whole day was skipped (Apia, 2011-12-30).
 */
export function startOfDay(date: CalendarDate, timeZone: string): Date {
  const wanted = utcMidnight(date)
  const reached = (instant: number): boolean => wallClock(instant, timeZone) >= wanted
  // Wall clocks are at most 14 h behind and 15 h ahead of UTC (26 h around a skipped day).
  const offsets = new Set([-36, -16, 0, 16, 36].map((shift) => wallClock(wanted + shift * hour, timeZone) - (wanted + shift * hour)))
  const midnights = [...offsets].map((offset) => wanted - offset).filter((at) => wallClock(at, timeZone) === wanted)
  const earliest = Math.min(...midnights)
  if (Number.isFinite(earliest)) return new Date(earliest)
  let [before, after] = [wanted - 40 * hour, wanted + 40 * hour]
  while (after - before > 1_000) {
    const middle = Math.floor((before + after) / 2_000) * 1_000
    if (reached(middle)) after = middle
    else before = middle
  }
  return new Date(after)
}

/** Whether Intl knows the zone. */
export function isTimeZone(name: string): boolean {
  try {
    formatterOf(name)
    return true
  } catch {
    return false
  }
}
