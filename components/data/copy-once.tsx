'use client'
import { useEffect, useState } from 'react'
import { Button } from '@/components/ui/button'
import { useCommon } from '@/components/ui/common-texts'
import { Dialog, DialogContent } from '@/components/ui/dialog'
import { CopyButton } from './copy-button'

type Props = {
  /** Absent = closed. Held in memory by the parent only: never in the address, never stored. */
  secret: string | undefined
  title: string
  /** Says that it is shown this once. */
  warning: string
  /** Name of the variable in the .env file: `MATRIX_API_KEY`. */
  envName: string
  onClose: () => void
}

/** A secret that is shown once. Closing before "I have saved it" asks first, and so does leaving the page. */
export function CopyOnce({ secret, title, warning, envName, onClose }: Props) {
  const text = useCommon()
  const [isSaved, setSaved] = useState(false)
  const [isLeaving, setLeaving] = useState(false)
  useLeaveGuard(secret !== undefined && !isSaved)
  const close = (): void => {
    setSaved(false)
    setLeaving(false)
    onClose()
  }
  const ask = (): void => (isSaved ? close() : setLeaving(true))
  return (
    <Dialog open={secret !== undefined} onOpenChange={(isOpen) => { if (!isOpen) ask() }}>
      <DialogContent title={title}>
        {secret === undefined ? null : (
          <div className="grid gap-4">
            <p className="rounded-control bg-warning-tint px-3.5 py-2.5 text-warning">{warning}</p>
            <code dir="ltr" className="block rounded-control border bg-sunken p-3 font-mono text-mono break-all select-all slashed">{secret}</code>
            <div className="flex flex-wrap gap-2">
              <CopyButton value={secret} />
              <Button size="sm" onClick={() => download(`${envName}=${secret}\n`)}>{text.downloadEnv}</Button>
            </div>
            <label className="flex items-start gap-2.5">
              <input type="checkbox" className="mt-0.5 size-4 accent-accent" checked={isSaved} onChange={(event) => { setSaved(event.target.checked); setLeaving(false) }} />
              {text.savedIt}
            </label>
            {isLeaving ? (
              <div role="alert" className="grid gap-2 rounded-control border border-danger-solid p-3">
                <p>{text.leaveSecret}</p>
                <div className="flex flex-wrap gap-2">
                  <Button size="sm" look="primary" onClick={() => setLeaving(false)}>{text.keepOpen}</Button>
                  <Button size="sm" look="dangerQuiet" onClick={close}>{text.leaveAnyway}</Button>
                </div>
              </div>
            ) : null}
            <div className="flex justify-end"><Button look="primary" disabled={!isSaved} onClick={close}>{text.close}</Button></div>
          </div>
        )}
      </DialogContent>
    </Dialog>
  )
}

function useLeaveGuard(isOn: boolean): void {
  useEffect(() => {
    if (!isOn) return
    const guard = (event: BeforeUnloadEvent): void => event.preventDefault()
    window.addEventListener('beforeunload', guard)
    return () => window.removeEventListener('beforeunload', guard)
  }, [isOn])
}

function download(text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }))
  const link = Object.assign(document.createElement('a'), { href: url, download: '.env' })
  link.click()
  URL.revokeObjectURL(url)
}
