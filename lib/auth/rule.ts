import type { ClientRole, KeyScope, StaffRole } from './actor'

/** Who may do one thing. */
export type Rule = {
  /** Members of the client who may. */
  roles?: readonly ClientRole[]
  /** The scope an API key needs; absent = no key may. */
  scope?: KeyScope
  /** Staff who may, from the console. */
  staff?: readonly StaffRole[]
  /** Anybody, signed in or not. */
  anyone?: true
  /** Still allowed while the client is suspended (reading is always). */
  whenSuspended?: true
}

export const all: readonly ClientRole[] = ['owner', 'admin', 'developer', 'billing', 'viewer']
export const builders: readonly ClientRole[] = ['owner', 'admin', 'developer']
export const payers: readonly ClientRole[] = ['owner', 'admin', 'billing']
export const admins: readonly ClientRole[] = ['owner', 'admin']
export const allStaff: readonly StaffRole[] = ['owner', 'finance', 'support', 'operator']
