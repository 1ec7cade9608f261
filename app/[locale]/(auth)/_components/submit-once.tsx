'use client'
import { useEffect, useRef } from 'react'

/** Inside a form: sends it as soon as scripts run, once. Without scripts the button does it, and mail scanners do nothing. */
export function SubmitOnce() {
  const mark = useRef<HTMLInputElement>(null)
  const isSent = useRef(false)
  useEffect(() => {
    if (isSent.current) return
    isSent.current = true
    mark.current?.form?.requestSubmit()
  }, [])
  return <input ref={mark} type="hidden" />
}
