'use client'
import { useEffect } from 'react'
import { useRouter } from '@/lib/i18n/navigation'

/** Renders the page anew now and then while somebody is looking at it. */
export function LiveRefresh({ everyMs }: { everyMs: number }) {
  const router = useRouter()
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') router.refresh()
    }, everyMs)
    return () => clearInterval(timer)
  }, [router, everyMs])
  return null
}
