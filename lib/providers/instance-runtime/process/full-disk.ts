import { RuntimeError } from '../types'

/** This machine's own disk, where instances' files lie, has no room. */
const isFull = (error: unknown): boolean =>
  ['ENOSPC', 'EDQUOT'].includes(String(Reflect.get(Object(error), 'code'))) || (error instanceof Error && /no space left on device/i.test(error.message))

/** @throws RuntimeError capacity, in place of what the system says of a full disk */
export async function toldFull<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!isFull(error)) throw error
    throw new RuntimeError('capacity', 'the disk of this machine is full', { cause: error })
  }
}

/** Leaves undone what only a full disk keeps from being done. */
export function whereRoom(work: () => void): void {
  try {
    work()
  } catch (error) {
    if (!isFull(error)) throw error
  }
}
