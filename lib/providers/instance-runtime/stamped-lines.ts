import type { LogLine } from './types'

/** Numbers the lines of one instant, so that an offset names one line: `2026-01-02T03:04:05.123456789Z#0`. */
export function offsets(): (stamp: string) => string {
  let last = ''
  let count = 0
  return (stamp) => {
    count = stamp === last ? count + 1 : 0
    last = stamp
    return `${stamp}#${count}`
  }
}

/** A line as engines give it with its time in front; null where there is none. */
export function stampedLine(text: string, stream: LogLine['stream'], offsetOf: (stamp: string) => string): LogLine | null {
  const [, stamp, rest] = /^(\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)) ?(.*)$/s.exec(text) ?? []
  if (stamp === undefined) return null
  return { offset: offsetOf(fullStamp(stamp)), at: new Date(stamp), stream, text: (rest ?? '').replace(/\r$/, '') }
}

/** Nine digits of a second: engines leave out the last zeros, and then texts would not sort like times. */
const fullStamp = (stamp: string): string => stamp.replace(/(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/, (_, digits: string | undefined, zone: string) => `.${(digits ?? '').padEnd(9, '0')}${zone}`)

/** Whether a line comes after the offset that a reader gave back. */
export function after(offset: string | undefined): (line: LogLine) => boolean {
  if (offset === undefined) return () => true
  const [stamp = '', count = '0'] = offset.split('#')
  return (line) => {
    const [ownStamp = '', ownCount = '0'] = line.offset.split('#')
    return ownStamp > stamp || (ownStamp === stamp && Number(ownCount) > Number(count))
  }
}
