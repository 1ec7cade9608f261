'use client'
import { useEffect } from 'react'
import { useRouter } from '@/lib/i18n/navigation'

/** Reads the page anew every few seconds while it is looked at; for states that end by themselves. */
export function AutoRefresh({ everyMs }: { everyMs: number }) {
  const router = useRouter()
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') router.refresh()
    }, everyMs)
    return () => clearInterval(timer)
  }, [router, everyMs])
  return null
}
