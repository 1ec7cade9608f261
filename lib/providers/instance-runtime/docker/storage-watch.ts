import { log } from '@/lib/log'
import type { Workload } from './workload'

const EVERY_MS = 5_000

/** Looks at the instances' files every few seconds, for as long as its process manages them. */
export function watchStorage(workload: Workload): { start: () => void; stop: () => void } {
  let timer: NodeJS.Timeout | undefined
  let isBusy = false
  const look = async (): Promise<void> => {
    if (isBusy) return
    isBusy = true
    await workload.endGreedy().catch((error: unknown) => log.warn({ err: error }, 'the storage of instances could not be looked at'))
    isBusy = false
  }
  return {
    start: () => { timer ??= setInterval(() => void look(), EVERY_MS).unref() },
    stop: () => clearInterval(timer),
  }
}
