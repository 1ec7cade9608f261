'use client'
import { useTranslations } from 'next-intl'
import { useId, useRef, useState, type ChangeEvent } from 'react'
import type { FormAction } from '@/components/form/form'
import { Notice } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { Progress } from '@/components/ui/progress'
import type { ModelUploadView } from '@/lib/domain/instances/view'
import { formatBytes } from '@/lib/i18n/format'
import { ltr } from '@/lib/i18n/isolate'
import { useRouter } from '@/lib/i18n/navigation'
import { apiRoutes, routes } from '@/lib/routes'
import { DeleteFile } from './delete-file'
import { rowOf, SendError, sendFile, type UploadRow } from './send-file'

type Unfinished = { id: string; name: string; sizeBytes: number; receivedBytes: number }
type Job = { name: string; size: number; sent: number; stop: AbortController }

/** Begins an upload, or takes up the one of the same file that was left unfinished. */
async function begin(file: File, unfinished: readonly Unfinished[]): Promise<Pick<UploadRow, 'id' | 'receivedBytes'>> {
  const left = unfinished.find(({ name, sizeBytes }) => name === file.name && sizeBytes === file.size)
  if (left) return rowOf(await fetch(apiRoutes.modelUpload(left.id)))
  return rowOf(await fetch(apiRoutes.modelUploads(), { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ name: file.name, size_bytes: file.size }) }))
}

type Props = { unfinished: readonly Unfinished[]; deleteAction: FormAction<ModelUploadView> }

/** A model file of one's own: sent in parts with its progress; can be paused, and then taken up again or deleted. */
export function UploadModel({ unfinished, deleteAction }: Props) {
  const t = useTranslations('instances.upload')
  const router = useRouter()
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const [job, setJob] = useState<Job>()
  const [problem, setProblem] = useState<string>()

  async function start(file: File): Promise<void> {
    setProblem(undefined)
    const stop = new AbortController()
    try {
      const { id: uploadId, receivedBytes } = await begin(file, unfinished)
      setJob({ name: file.name, size: file.size, sent: receivedBytes, stop })
      const end = await sendFile(file, receivedBytes, { address: (offset) => apiRoutes.modelUpload(uploadId, { offset }), status: apiRoutes.modelUpload(uploadId), finish: apiRoutes.finishModelUpload(uploadId) }, {
        signal: stop.signal, onSent: (sent) => setJob((now) => (now ? { ...now, sent } : now)),
      })
      if (end.state === 'ready') return router.push(routes.newInstance({ upload: uploadId }))
      setProblem(t(`refused.${(end.refusedFor ?? 'incomplete') as 'not_gguf'}`))
    } catch (error) {
      if (!stop.signal.aborted) setProblem(error instanceof SendError ? error.message : t('lost'))
    }
    setJob(undefined)
    router.refresh()
  }
  function choose(event: ChangeEvent<HTMLInputElement>): void {
    const [file] = event.target.files ?? []
    event.target.value = ''
    if (file) void start(file)
  }
  const percent = job ? Math.floor((job.sent / Math.max(1, job.size)) * 100) : 0
  return (
    <div className="grid gap-4">
      {problem ? <Notice look="danger">{problem}</Notice> : null}
      {job ? (
        <div className="grid gap-2">
          <p className="flex flex-wrap justify-between gap-x-4"><bdi dir="ltr" className="break-all">{job.name}</bdi><bdi dir="ltr">{formatBytes(job.sent)} / {formatBytes(job.size)} · {percent}%</bdi></p>
          <Progress value={percent} label={t('progress')} />
          <p role="status" className="sr-only">{t('percent', { percent: ltr(`${Math.floor(percent / 25) * 25}%`) })}</p>
          <div><Button onClick={() => job.stop.abort()}>{t('pause')}</Button></div>
          <p className="text-caption text-text-3">{t('stay')}</p>
        </div>
      ) : (
        <>
          {unfinished.length > 0 ? (
            <ul className="grid gap-2">
              {unfinished.map((one) => (
                <li key={one.id} className="flex flex-wrap items-center justify-between gap-2 rounded-control border p-3">
                  <span className="min-w-0"><bdi dir="ltr" className="break-all">{one.name}</bdi> <span className="text-text-2">{t('unfinished', { sent: ltr(formatBytes(one.receivedBytes)), size: ltr(formatBytes(one.sizeBytes)) })}</span></span>
                  <span className="flex flex-wrap gap-2"><Button size="sm" onClick={() => input.current?.click()}>{t('resume')}</Button><DeleteFile id={one.id} name={one.name} action={deleteAction} /></span>
                </li>
              ))}
            </ul>
          ) : null}
          <div className="grid gap-1.5">
            <label htmlFor={id} className="font-medium">{t('file')}</label>
            <input ref={input} id={id} type="file" accept=".gguf" onChange={choose} aria-describedby={`${id}-note`} className="w-full rounded-control border border-border-control bg-surface p-2" />
            <p id={`${id}-note`} className="text-caption text-text-3">{t('fileHint')}</p>
          </div>
        </>
      )}
    </div>
  )
}
