export type LogEntry = { offset: string; at: string | null; stream: 'stdout' | 'stderr'; text: string }
export type LogLevel = 'error' | 'warning' | 'info'
export type ReadLine = { level: LogLevel; words: string }

const levels: Record<string, LogLevel> = { error: 'error', fatal: 'error', critical: 'error', warn: 'warning', warning: 'warning' }

/**
 * A line as people read it. Servers that write JSON give their level and event; the rest of its fields follow as
 * `name=value`. Anything else stays as it is, and is an error only where it says so.
 */
export function readLine({ text }: Pick<LogEntry, 'text'>): ReadLine {
  const fields = fieldsOf(text)
  if (!fields) return { level: /\b(error|fatal|panic|out of memory)\b/i.test(text) ? 'error' : /\bwarn(ing)?\b/i.test(text) ? 'warning' : 'info', words: text }
  const { time: _time, level, event, ...rest } = fields
  const words = [event, ...Object.entries(rest).map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)]
  return { level: levels[String(level).toLowerCase()] ?? 'info', words: words.filter((word) => word !== undefined).join(' ') }
}

function fieldsOf(text: string): Record<string, unknown> | undefined {
  if (!text.startsWith('{')) return undefined
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

/** What is kept in the browser: the newest lines; older ones are in the file to download. */
export const longestShown = 2000

/** A line that came twice (the connection was cut and taken up again) stands once. */
export function withLine(lines: readonly LogEntry[], line: LogEntry): readonly LogEntry[] {
  if (lines.at(-1)?.offset === line.offset) return lines
  return [...lines.slice(-(longestShown - 1)), line]
}
