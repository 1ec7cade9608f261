import { RuntimeError } from '@/lib/providers/instance-runtime/types'

/**
 * The answer, or an error once it takes too long; what goes on behind it is heard no more.
 * @throws RuntimeError unavailable, or what `work` throws
 */
export async function inTime<T>(what: string, ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new RuntimeError('unavailable', `${what} took longer than ${ms / 1000} s`)), ms)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
