/** Whether the caller is still there: as much of an AbortSignal as is asked for, so that not every request needs one. */
export type Presence = {
  readonly aborted: boolean
  addEventListener: (type: 'abort', listener: () => void, options?: { once: boolean }) => void
  removeEventListener: (type: 'abort', listener: () => void) => void
}
