/** What a server action gives back to its form. `values` are what was typed, so nothing is lost after an error. */
export type ActionState<T = unknown> =
  | { status: 'idle' }
  /** `values` where the form goes on after it worked, as after a preview. */
  | { status: 'ok'; data: T; values?: Record<string, string> }
  | { status: 'error'; code: string; message: string; requestId?: string; fields?: Record<string, string>; values?: Record<string, string> }

export const idle: ActionState<never> = { status: 'idle' }
