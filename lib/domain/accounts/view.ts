import { z } from 'zod'
import { clientRoles, staffRoles } from '@/lib/auth/actor'
import { locales } from '@/lib/i18n/locale'

/** The one answer to sign-up, whether the address was new or known. */
export const CheckMailView = z.object({ status: z.literal('check_mail') })
export const VerifiedView = z.object({ status: z.literal('verified') })
export const ResentView = z.object({ status: z.enum(['check_mail', 'already_verified']) })
export type ResentView = z.infer<typeof ResentView>
export const PasswordChangedView = z.object({ status: z.literal('password_changed') })
export type PasswordChangedView = z.infer<typeof PasswordChangedView>
export const SignedOutView = z.object({ status: z.literal('signed_out') })

export const MembershipView = z.object({ clientId: z.string(), clientName: z.string(), role: z.enum(clientRoles) })

export const MeView = z.object({
  user: z.object({
    id: z.string(), email: z.string(), name: z.string(), locale: z.enum(locales),
    staffRole: z.enum(staffRoles).nullable(), emailVerifiedAt: z.date().nullable(),
  }),
  client: z.object({ id: z.string(), name: z.string(), currency: z.string(), mode: z.enum(['test', 'live']), suspendedAt: z.date().nullable() }).nullable(),
  role: z.enum(clientRoles).nullable(),
  memberships: z.array(MembershipView),
})
export type MeView = z.infer<typeof MeView>

export const ProfileView = z.object({
  name: z.string(),
  companyName: z.string().nullable(),
  country: z.string().nullable().meta({ description: 'ISO 3166-1 alpha-2' }),
  addressLine1: z.string().nullable(),
  addressLine2: z.string().nullable(),
  city: z.string().nullable(),
  postalCode: z.string().nullable(),
  region: z.string().nullable().meta({ description: 'State or province, after the country in ISO 3166-2' }),
  taxId: z.string().nullable(),
  billingEmail: z.string().nullable(),
  timeZone: z.string(),
  locale: z.enum(locales),
  currency: z.string(),
  termsVersion: z.string().nullable(),
  termsAcceptedAt: z.date().nullable(),
  mustAcceptTerms: z.boolean().meta({ description: 'The terms have changed since; plans cannot start until an admin accepts them' }),
})
export type ProfileView = z.infer<typeof ProfileView>

export const SessionView = z.object({
  id: z.string(),
  isCurrent: z.boolean(),
  device: z.string().nullable().meta({ description: 'Browser and system as the browser names itself' }),
  ip: z.string().nullable(),
  createdAt: z.date(),
  lastSeenAt: z.date(),
  expiresAt: z.date(),
})
export type SessionView = z.infer<typeof SessionView>
export const RevokedSessionView = z.object({ id: z.string(), status: z.literal('revoked') })
export type RevokedSessionView = z.infer<typeof RevokedSessionView>

/** Acts that concern a person's access; also the order of their words in the messages. */
export const securityActions = [
  'accounts.signIn', 'accounts.signOut', 'accounts.signUp', 'accounts.verifyEmail', 'accounts.requestPasswordReset', 'accounts.resetPassword', 'accounts.changePassword', 'accounts.revokeSession',
] as const

export const SecurityEventView = z.object({
  id: z.string(),
  action: z.enum(securityActions),
  outcome: z.enum(['succeeded', 'failed']),
  device: z.string().nullable(),
  ip: z.string().nullable(),
  createdAt: z.date(),
})
export type SecurityEventView = z.infer<typeof SecurityEventView>
