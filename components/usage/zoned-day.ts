const formatters = new Map<string, Intl.DateTimeFormat>()

function formatter(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-CA', {
    timeZone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit',
  })
  formatters.set(timeZone, made)
  return made
}

/** How far that zone's clock is ahead of UTC at that instant, in milliseconds. */
function offsetMs(instant: Date, timeZone: string): number {
  const parts = Object.fromEntries(formatter(timeZone).formatToParts(instant).map((part) => [part.type, Number(part.value)]))
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(instant.getTime() / 1000) * 1000
}

/** The calendar day, `YYYY-MM-DD`, that it is at `instant` in that zone. */
export function dayOf(instant: Date, timeZone: string): string {
  return new Date(instant.getTime() + offsetMs(instant, timeZone)).toISOString().slice(0, 10)
}

/** The instant at which the day `YYYY-MM-DD` begins in that zone. Where midnight is skipped, the first instant after it. */
export function startOfDay(day: string, timeZone: string): Date {
  const midnight = Date.parse(`${day}T00:00:00Z`)
  const first = midnight - offsetMs(new Date(midnight), timeZone)
  return new Date(midnight - offsetMs(new Date(first), timeZone))
}

/** `day` moved by whole calendar days. */
export function addDays(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * 86_400_000).toISOString().slice(0, 10)
}

export const isDay = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`)) && addDays(text, 0) === text

/** The starts of every bar of a window: hours, or the days of a time zone. */
export function bucketStarts(window: { from: Date; to: Date; bucket: 'hour' | 'day' }, timeZone: string): Date[] {
  const starts: Date[] = []
  if (window.bucket === 'hour') {
    for (let at = window.from.getTime(); at < window.to.getTime(); at += 3_600_000) starts.push(new Date(at))
    return starts
  }
  for (let day = dayOf(window.from, timeZone); startOfDay(day, timeZone) < window.to; day = addDays(day, 1)) starts.push(startOfDay(day, timeZone))
  return starts
}
