import { z } from 'zod'
import {
  acceptTerms, changePassword, getMe, getProfile, listSecurityEvents, listSessions, requestPasswordReset, resendVerification, resetPassword, revokeSession, signUp,
  switchClient, updatePreferences, updateProfile, verifyEmail,
} from '@/lib/domain/accounts'
import {
  CheckMailView, MeView, PasswordChangedView, ProfileView, ResentView, RevokedSessionView, SecurityEventView, SessionView, VerifiedView,
} from '@/lib/domain/accounts/view'
import { locales } from '@/lib/i18n/locale'
import { endpoint, handWritten, pageEndpoint, type Endpoint } from '../endpoint'

const [account, client, security, signIn] = ['Accounts', 'Client', 'Security', 'Sign-in']

export const signUpEndpoint = endpoint(signUp, {
  method: 'POST', path: '/api/accounts', tag: account, status: 201, response: CheckMailView,
  summary: 'Sign up', description: 'The answer is the same for a new and a known address; what to do next is in the mail.',
})
export const verifyEmailEndpoint = endpoint(verifyEmail, { method: 'POST', path: '/api/accounts/verify-email', tag: account, summary: 'Confirm an address with the mailed token', response: VerifiedView })
export const resendVerificationEndpoint = endpoint(resendVerification, { method: 'POST', path: '/api/accounts/resend-verification', tag: account, summary: 'Mail a new confirmation link', response: ResentView })
export const requestPasswordResetEndpoint = endpoint(requestPasswordReset, { method: 'POST', path: '/api/accounts/password-reset', tag: account, summary: 'Mail a link to set a new password', response: CheckMailView })
export const resetPasswordEndpoint = endpoint(resetPassword, { method: 'POST', path: '/api/accounts/password-reset/confirm', tag: account, summary: 'Set a new password with the mailed token; ends every session', response: PasswordChangedView })

export const getMeEndpoint = endpoint(getMe, { method: 'GET', path: '/api/me', tag: client, summary: 'Who is signed in, in which client, as what', response: MeView })
export const updatePreferencesEndpoint = endpoint(updatePreferences, { method: 'PATCH', path: '/api/me', tag: client, summary: 'Change your own name and language', response: z.object({ name: z.string(), locale: z.enum(locales) }) })
export const switchClientEndpoint = endpoint(switchClient, { method: 'POST', path: '/api/me/client', tag: client, summary: 'Look at another client you belong to, in this session', response: z.object({ clientId: z.string() }) })
export const getProfileEndpoint = endpoint(getProfile, { method: 'GET', path: '/api/profile', tag: client, summary: 'The client\'s profile', response: ProfileView })
export const updateProfileEndpoint = endpoint(updateProfile, { method: 'PATCH', path: '/api/profile', tag: client, summary: 'Change the client\'s profile; null empties a field', response: ProfileView })
export const acceptTermsEndpoint = endpoint(acceptTerms, { method: 'POST', path: '/api/profile/terms', tag: client, summary: 'Accept the terms of service as they stand today', response: ProfileView })

export const listSessionsEndpoint = pageEndpoint(listSessions, { method: 'GET', path: '/api/sessions', tag: security, summary: 'Where you are signed in', response: SessionView })
export const revokeSessionEndpoint = endpoint(revokeSession, { method: 'DELETE', path: '/api/sessions/{id}', tag: security, summary: 'Sign a browser out; its next request is refused', response: RevokedSessionView })
export const changePasswordEndpoint = endpoint(changePassword, { method: 'POST', path: '/api/security/password', tag: security, summary: 'Change your password; other sessions end', response: PasswordChangedView })
export const listSecurityEventsEndpoint = pageEndpoint(listSecurityEvents, { method: 'GET', path: '/api/security/events', tag: security, summary: 'Sign-ins and other acts that concern your access', response: SecurityEventView })

/** next-auth's own routes, as programs use them: token first, then the credentials with it; the cookie is the session. */
const authEndpoints: readonly Endpoint[] = [
  handWritten({ method: 'GET', path: '/api/auth/csrf', tag: signIn, summary: 'A token for the next sign-in or sign-out', security: 'none', keepKeys: true, response: z.object({ csrfToken: z.string() }) }),
  handWritten({
    method: 'POST', path: '/api/auth/callback/credentials', tag: signIn, summary: 'Sign in', security: 'none', keepKeys: true,
    description: 'As JSON or form fields. 401 with `error=CredentialsSignin` in `url` when refused, 429 after too many failures.',
    request: z.object({ csrfToken: z.string(), email: z.string(), password: z.string(), json: z.literal('true'), callbackUrl: z.string().optional() }),
    response: z.object({ url: z.string() }),
  }),
  handWritten({ method: 'GET', path: '/api/auth/session', tag: signIn, summary: 'Name and address of who is signed in, or nothing', security: 'none', keepKeys: true, response: z.object({ user: z.object({ name: z.string(), email: z.string() }).optional(), expires: z.string().optional() }) }),
  handWritten({ method: 'POST', path: '/api/auth/signout', tag: signIn, summary: 'Sign out: the session ends on the server', security: 'session', keepKeys: true, request: z.object({ csrfToken: z.string(), json: z.literal('true') }), response: z.object({ url: z.string() }) }),
]

export const accountsEndpoints: readonly Endpoint[] = [
  signUpEndpoint, verifyEmailEndpoint, resendVerificationEndpoint, requestPasswordResetEndpoint, resetPasswordEndpoint, getMeEndpoint, updatePreferencesEndpoint,
  switchClientEndpoint, getProfileEndpoint, updateProfileEndpoint, acceptTermsEndpoint, listSessionsEndpoint, revokeSessionEndpoint, changePasswordEndpoint, listSecurityEventsEndpoint,
  ...authEndpoints,
]
