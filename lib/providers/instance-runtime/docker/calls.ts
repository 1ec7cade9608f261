import { RuntimeError } from '../types'

/** The HTTP status of an engine's refusal, or undefined when it did not answer at all. */
export const statusOf = (error: unknown): number | undefined => (error as { statusCode?: number }).statusCode

/** What the engine answered, or `otherwise` where it says one of these statuses (404 not there, 304 and 409 so already). */
export async function unless<T, U>(statuses: readonly number[], work: Promise<T>, otherwise: U): Promise<T | U> {
  try {
    return await work
  } catch (error) {
    if (statuses.includes(statusOf(error) ?? 0)) return otherwise
    throw error
  }
}

/** Tells a failed call in the driver's words. */
export function runtimeError(error: unknown): RuntimeError {
  if (error instanceof RuntimeError) return error
  const message = error instanceof Error ? error.message : String(error)
  const status = statusOf(error)
  if (status === undefined) return new RuntimeError('unavailable', `the container engine does not answer: ${message}`, { cause: error })
  if (/no such image|executable file not found|exec format error/i.test(message)) return new RuntimeError('image', message, { cause: error })
  if (/bind source path does not exist|not a directory/i.test(message)) return new RuntimeError('unavailable', `the container engine does not see this machine's files: ${message}`, { cause: error })
  if (/no space left|cannot allocate memory/i.test(message)) return new RuntimeError('capacity', message, { cause: error })
  return new RuntimeError('failed', message, { cause: error })
}
