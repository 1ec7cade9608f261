'use client'
import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react'

type Follow = { end: RefObject<HTMLDivElement | null>; isBehind: boolean; catchUp: () => void }

/** Near enough to the end to count as reading along. */
const slackPx = 64

/**
 * Keeps the newest text in view, but only while the reader is at the end: who scrolls up is left alone and told.
 * @param version changes whenever there is something new; 0 means there is nothing yet
 */
export function useFollow(version: number): Follow {
  const end = useRef<HTMLDivElement>(null)
  const isAtEnd = useRef(true)
  const [isBehind, setBehind] = useState(false)

  useEffect(() => {
    const look = (): void => {
      const marker = end.current?.getBoundingClientRect()
      if (!marker) return
      isAtEnd.current = marker.top - innerHeight < slackPx
      if (isAtEnd.current) setBehind(false)
    }
    addEventListener('scroll', look, { passive: true, capture: true })
    return () => removeEventListener('scroll', look, { capture: true })
  }, [])

  useLayoutEffect(() => {
    if (version === 0) return
    if (isAtEnd.current) end.current?.scrollIntoView({ block: 'end' })
    else setBehind(true)
  }, [version])

  return {
    end,
    isBehind,
    catchUp: () => {
      isAtEnd.current = true
      setBehind(false)
      end.current?.scrollIntoView({ block: 'end' })
    },
  }
}
