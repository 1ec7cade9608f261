'use client'
import { useEffect, useRef, useState } from 'react'
import { withLine, type LogEntry } from './log-line'

export type LogState = 'connecting' | 'live' | 'reconnecting' | 'paused' | 'ended' | 'refused'

const everyMs = 200

/**
 * Follows a log as long as it is wanted. The browser takes a cut connection up again by itself and names the last line it
 * has; so does a log that was paused. Lines are shown several times a second, however fast they come.
 */
export function useLog(url: string, isWanted: boolean): { lines: readonly LogEntry[]; state: LogState } {
  const [lines, setLines] = useState<readonly LogEntry[]>([])
  const [state, setState] = useState<LogState>('connecting')
  const last = useRef<string | undefined>(undefined)
  useEffect(() => {
    if (!isWanted) return undefined
    const arrived: LogEntry[] = []
    const source = new EventSource(last.current === undefined ? url : `${url}&after=${encodeURIComponent(last.current)}`)
    const show = (): void => {
      const some = arrived.splice(0)
      if (some.length > 0) setLines((shown) => some.reduce(withLine, shown))
    }
    const timer = setInterval(show, everyMs)
    const close = (how: LogState): void => {
      source.close()
      show()
      setState(how)
    }
    source.onopen = () => setState('live')
    source.onmessage = ({ data }) => {
      const line = JSON.parse(data as string) as LogEntry
      last.current = line.offset
      arrived.push(line)
    }
    source.addEventListener('end', () => close('ended'))
    source.onerror = () => (source.readyState === EventSource.CLOSED ? close('refused') : setState('reconnecting'))
    return () => {
      clearInterval(timer)
      close('paused')
    }
  }, [url, isWanted])
  return { lines, state }
}
