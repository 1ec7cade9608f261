import { clsx } from 'clsx'

/** `POST /api/keys`, left to right. */
export function MethodPath({ method, path }: { method: string; path: string }) {
  return (
    <bdi dir="ltr" className="flex min-w-0 items-center gap-2 font-mono text-mono">
      <span className={clsx('w-14 shrink-0 font-medium', method === 'GET' ? 'text-text-2' : method === 'DELETE' ? 'text-danger' : 'text-accent-text')}>{method}</span>
      <span className="break-all">{path}</span>
    </bdi>
  )
}
