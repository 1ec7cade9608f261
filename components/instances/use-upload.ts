'use client'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { useRouter } from '@/lib/i18n/navigation'
import { apiRoutes, routes } from '@/lib/routes'
import { rowOf, SendError, sendFile, type UploadRow } from './send-file'

export type Unfinished = { id: string; name: string; sizeBytes: number; receivedBytes: number }
export type UploadJob = { name: string; size: number; sent: number; stop: AbortController }

/** Begins an upload, or takes up the one of the same file that was left unfinished. */
async function begin(file: File, unfinished: readonly Unfinished[]): Promise<Pick<UploadRow, 'id' | 'receivedBytes'>> {
  const left = unfinished.find(({ name, sizeBytes }) => name === file.name && sizeBytes === file.size)
  if (left) return rowOf(await fetch(apiRoutes.modelUpload(left.id)))
  return rowOf(await fetch(apiRoutes.modelUploads(), { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ name: file.name, size_bytes: file.size }) }))
}

/** The upload that is under way, and what spoke against the last one. A file that arrived whole leads on to the next step. */
export function useUpload(unfinished: readonly Unfinished[]): { job: UploadJob | undefined; problem: string | undefined; start: (file: File) => Promise<void> } {
  const t = useTranslations('instances.upload')
  const router = useRouter()
  const [job, setJob] = useState<UploadJob>()
  const [problem, setProblem] = useState<string>()
  async function start(file: File): Promise<void> {
    setProblem(undefined)
    const stop = new AbortController()
    try {
      const { id, receivedBytes } = await begin(file, unfinished)
      setJob({ name: file.name, size: file.size, sent: receivedBytes, stop })
      const end = await sendFile(file, receivedBytes, { address: (offset) => apiRoutes.modelUpload(id, { offset }), status: apiRoutes.modelUpload(id), finish: apiRoutes.finishModelUpload(id) }, {
        signal: stop.signal, onSent: (sent) => setJob((now) => (now ? { ...now, sent } : now)),
      })
      if (end.state === 'ready') return router.push(routes.newInstance({ upload: id }))
      setProblem(t(`refused.${(end.refusedFor ?? 'incomplete') as 'not_gguf'}`))
    } catch (error) {
      if (!stop.signal.aborted) setProblem(error instanceof SendError ? error.message : t('lost'))
    }
    setJob(undefined)
    router.refresh()
  }
  return { job, problem, start }
}
