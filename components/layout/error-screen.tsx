'use client'
import { Button } from '@/components/ui/button'
import { useCommon } from '@/components/ui/common-texts'

export type ErrorScreenProps = { error: Error & { digest?: string }; retry?: () => void; reset?: () => void }

/** What an `error.tsx` shows: that the fault is ours, Try again, and the reference that is in the log. */
export function ErrorScreen({ error, retry, reset }: ErrorScreenProps) {
  const text = useCommon()
  return (
    <div role="alert" className="mx-auto grid w-full max-w-dialog gap-4 p-6">
      <h1 className="text-h1 font-semibold">{text.errorTitle}</h1>
      <p className="text-text-2">{text.errorBody}</p>
      {error.digest ? <p className="text-caption text-text-3">{text.reference}: <bdi dir="ltr" className="font-mono slashed">{error.digest}</bdi></p> : null}
      <div><Button look="primary" onClick={() => (retry ?? reset)?.()}>{text.retry}</Button></div>
    </div>
  )
}
