'use client'
import { Upload } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useId, useRef, type ChangeEvent } from 'react'
import type { FormAction } from '@/components/form/form'
import { Notice } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/dir-icon'
import { Progress } from '@/components/ui/progress'
import type { ModelUploadView } from '@/lib/domain/instances/view'
import { formatBytes } from '@/lib/i18n/format'
import { ltr } from '@/lib/i18n/isolate'
import { DeleteFile } from './delete-file'
import { useUpload, type Unfinished, type UploadJob } from './use-upload'

type Props = { unfinished: readonly Unfinished[]; deleteAction: FormAction<ModelUploadView> }

/** A model file of one's own: sent in parts with its progress; can be paused, and then taken up again or deleted. */
export function UploadModel({ unfinished, deleteAction }: Props) {
  const t = useTranslations('instances.upload')
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const { job, problem, start } = useUpload(unfinished)
  function choose(event: ChangeEvent<HTMLInputElement>): void {
    const [file] = event.target.files ?? []
    event.target.value = ''
    if (file) void start(file)
  }
  return (
    <div className="grid gap-4">
      {problem ? <Notice look="danger">{problem}</Notice> : null}
      {job ? <Sending job={job} /> : (
        <>
          {unfinished.length > 0 ? <ul className="grid gap-2">{unfinished.map((file) => <Left key={file.id} file={file} resume={() => input.current?.click()} deleteAction={deleteAction} />)}</ul> : null}
          <div className="relative grid justify-items-start gap-1.5">
            {/* The browser's own button would speak the browser's language. */}
            <label htmlFor={id} className="font-medium">{t('file')}</label>
            <input ref={input} id={id} type="file" accept=".gguf" onChange={choose} tabIndex={-1} className="sr-only" />
            <Button onClick={() => input.current?.click()} aria-describedby={`${id}-note`}><Icon icon={Upload} />{t('choose')}</Button>
            <p id={`${id}-note`} className="text-caption text-text-3">{t('fileHint')}</p>
          </div>
        </>
      )}
    </div>
  )
}

function Sending({ job: { name, size, sent, stop } }: { job: UploadJob }) {
  const t = useTranslations('instances.upload')
  const percent = Math.floor((sent / Math.max(1, size)) * 100)
  return (
    <div className="grid gap-2">
      <p className="flex flex-wrap justify-between gap-x-4"><bdi dir="ltr" className="break-all">{name}</bdi><bdi dir="ltr">{formatBytes(sent)} / {formatBytes(size)} · {percent}%</bdi></p>
      <Progress value={percent} label={t('progress')} />
      <p role="status" className="sr-only">{t('percent', { percent: ltr(`${Math.floor(percent / 25) * 25}%`) })}</p>
      <div><Button onClick={() => stop.abort()}>{t('pause')}</Button></div>
      <p className="text-caption text-text-3">{t('stay')}</p>
    </div>
  )
}

/** A file of which a part is here. */
function Left({ file: { id, name, sizeBytes, receivedBytes }, resume, deleteAction }: { file: Unfinished; resume: () => void; deleteAction: Props['deleteAction'] }) {
  const t = useTranslations('instances.upload')
  return (
    <li className="flex flex-wrap items-center justify-between gap-2 rounded-control border p-3">
      <span className="min-w-0"><bdi dir="ltr" className="break-all">{name}</bdi> <span className="text-text-2">{t('unfinished', { sent: ltr(formatBytes(receivedBytes)), size: ltr(formatBytes(sizeBytes)) })}</span></span>
      <span className="flex flex-wrap gap-2"><Button size="sm" onClick={resume}>{t('resume')}</Button><DeleteFile id={id} name={name} action={deleteAction} /></span>
    </li>
  )
}
