import { z } from 'zod'
import { locales } from '@/lib/i18n/locale'
import { PageInput } from '@/lib/kernel/cursor'
import { countryCodes } from './countries'
import { EmailInput } from './email'
import { checkPassword, passwordMaxLength, passwordMinLength } from './password-policy'

/** The terms that count when the operator has set no version of their own (setting `terms_version`). */
export const defaultTermsVersion = '2026-11'

export { passwordMinLength }
const NewPassword = z.string().min(passwordMinLength).max(passwordMaxLength)
/** A password as typed for checking: no policy, or an old one could not be entered any more. */
const TypedPassword = z.string().min(1).max(passwordMaxLength)
const Token = z.string().min(1).max(200)
const Text = z.string().trim().min(1).max(200)
const Country = z.enum(countryCodes)

export const isTimeZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
const TimeZone = z.string().max(64).refine(isTimeZone, { params: { code: 'notAllowed' } })

const AcceptTerms = z.boolean().default(false).refine((accepted) => accepted, { params: { code: 'mustAccept' } }).meta({ description: 'Must be true.' })

export const AcceptTermsInput = z.object({ acceptTerms: AcceptTerms })

export const SignInInput = z.object({
  email: z.string().trim().min(1).max(254),
  password: TypedPassword,
  userAgent: z.string().max(1000).optional(),
})

export const SignUpInput = z.object({
  name: Text,
  email: EmailInput,
  password: NewPassword,
  companyName: Text.nullish(),
  country: Country.nullish(),
  timeZone: TimeZone.nullish(),
  acceptTerms: AcceptTerms,
  plan: z.string().regex(/^[\w-]{1,60}$/).optional().meta({ description: 'The plan that was looked at; the confirmation leads to its checkout.' }),
}).superRefine((input, context) => checkPassword(context, 'password', input.password, input.email))

export const VerifyEmailInput = z.object({ token: Token })
export const ResendVerificationInput = z.object({})
export const RequestPasswordResetInput = z.object({ email: EmailInput })
export const ResetPasswordInput = z.object({ token: Token, password: NewPassword })
  .superRefine((input, context) => checkPassword(context, 'password', input.password))
export const ChangePasswordInput = z.object({ currentPassword: TypedPassword, newPassword: NewPassword })
  .superRefine((input, context) => checkPassword(context, 'newPassword', input.newPassword))

export const UpdateProfileInput = z.object({
  name: Text.optional(),
  companyName: Text.nullable().optional(),
  country: Country.nullable().optional(),
  addressLine1: Text.nullable().optional(),
  addressLine2: Text.nullable().optional(),
  city: Text.nullable().optional(),
  postalCode: z.string().trim().min(1).max(20).nullable().optional(),
  region: z.string().trim().toUpperCase().regex(/^[A-Z0-9]{1,6}$/).nullable().optional().meta({ description: 'State or province as ISO 3166-2 writes it after the country: `QC`, `CA`.' }),
  taxId: z.string().trim().min(1).max(40).nullable().optional(),
  billingEmail: EmailInput.nullable().optional(),
  timeZone: TimeZone.optional(),
  locale: z.enum(locales).optional(),
})
export const UpdatePreferencesInput = z.object({ name: Text.optional(), locale: z.enum(locales).optional() })

export const NoInput = z.object({})
export const ListSessionsInput = PageInput
export const RevokeSessionInput = z.object({ id: z.string().min(1).max(60) })
export const SwitchClientInput = z.object({ clientId: z.string().min(1).max(60) })
export const ListSecurityEventsInput = PageInput
