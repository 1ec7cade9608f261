'use client'
import { useEffect, useState } from 'react'
import { useRouter } from '@/lib/i18n/navigation'

const pad = (value: number): string => String(value).padStart(2, '0')

type Props = { endsAt: string; texts: { minutes: string; seconds: string } }

/** Minutes and seconds until a quote ends, for the eye: the sentence beside it names the time, and only the last two minutes and the last half are read out. Reads the page anew at the end. */
export function Countdown({ endsAt, texts }: Props) {
  const router = useRouter()
  const [left, setLeft] = useState<number | null>(null)
  useEffect(() => {
    const end = new Date(endsAt).getTime()
    const timer = setInterval(() => {
      const seconds = Math.max(0, Math.ceil((end - Date.now()) / 1000))
      setLeft(seconds)
      if (seconds > 0) return
      clearInterval(timer)
      router.refresh()
    }, 1_000)
    return () => clearInterval(timer)
  }, [endsAt, router])
  const isShort = left !== null && left > 0
  return (
    <>
      {left === null ? null : <bdi dir="ltr" aria-hidden="true" className="figure-type">{pad(Math.floor(left / 60))}:{pad(left % 60)}</bdi>}
      <span role="status" className="sr-only">{isShort && left <= 30 ? texts.seconds : isShort && left <= 120 ? texts.minutes : ''}</span>
    </>
  )
}
