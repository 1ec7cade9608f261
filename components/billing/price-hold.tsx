'use client'
import { useTranslations } from 'next-intl'
import { useEffect, useState } from 'react'
import { useRouter } from '@/lib/i18n/navigation'

const quietUntilSeconds = 120

/** Counts down the last two minutes of a held price and then has it worked out anew. Spoken at two minutes and at 30 seconds. */
export function PriceHold({ expiresAt }: { expiresAt: string }) {
  const t = useTranslations('checkout')
  const router = useRouter()
  const [left, setLeft] = useState<number | null>(null)
  useEffect(() => {
    const tick = (): void => {
      const seconds = Math.max(0, Math.round((new Date(expiresAt).getTime() - Date.now()) / 1000))
      setLeft(seconds)
      if (seconds === 0) router.refresh()
    }
    const timer = setInterval(tick, 1000)
    return () => clearInterval(timer)
  }, [expiresAt, router])
  if (left === null || left > quietUntilSeconds || left === 0) return null
  return <p aria-live={left === quietUntilSeconds || left === 30 ? 'polite' : 'off'} className="text-caption text-text-3">{t('expiring', { seconds: left })}</p>
}
