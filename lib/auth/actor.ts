export const clientRoles = ['owner', 'admin', 'developer', 'billing', 'viewer'] as const
export type ClientRole = (typeof clientRoles)[number]

export const staffRoles = ['owner', 'finance', 'support', 'operator'] as const
export type StaffRole = (typeof staffRoles)[number]

export const keyScopes = ['inference', 'usage:read', 'manage'] as const
export type KeyScope = (typeof keyScopes)[number]

/** Who acts. `visitor` is anybody before signing in; `system` is a job or the seed. */
export type Actor =
  | { kind: 'visitor' }
  | { kind: 'user'; userId: string; sessionId: string; role: ClientRole }
  /** `isRetiring`: the secret was replaced; it works on until its grace is over but hands nothing on. */
  | { kind: 'apiKey'; keyId: string; scopes: readonly KeyScope[]; isRetiring?: boolean }
  | { kind: 'staff'; userId: string; sessionId: string; role: StaffRole }
  | { kind: 'system'; job: string }

/** The id that goes into the audit trail. */
export function actorId(actor: Actor): string | null {
  if (actor.kind === 'user' || actor.kind === 'staff') return actor.userId
  if (actor.kind === 'apiKey') return actor.keyId
  return actor.kind === 'system' ? actor.job : null
}
