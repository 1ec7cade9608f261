'use client'
import { useEffect } from 'react'
import { useRouter } from '@/lib/i18n/navigation'

type Props = {
  /** Anything that changes when something happened: then the pauses begin anew. */
  version: string
  firstMs?: number
  longestMs?: number
}

const growth = 1.4

/** Reads the page anew while it is looked at, at growing pauses as long as nothing happens; at once when somebody comes back to it. */
export function LiveRefresh({ version, firstMs = 3_000, longestMs = 30_000 }: Props) {
  const router = useRouter()
  useEffect(() => {
    let pause = firstMs
    let timer: ReturnType<typeof setTimeout>
    const later = (): void => {
      timer = setTimeout(() => {
        if (document.visibilityState === 'visible') router.refresh()
        pause = Math.min(longestMs, pause * growth)
        later()
      }, pause)
    }
    const back = (): void => {
      if (document.visibilityState !== 'visible') return
      pause = firstMs
      clearTimeout(timer)
      router.refresh()
      later()
    }
    later()
    document.addEventListener('visibilitychange', back)
    return () => {
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', back)
    }
  }, [router, version, firstMs, longestMs])
  return null
}
