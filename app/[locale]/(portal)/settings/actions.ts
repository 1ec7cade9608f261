'use server'
import { acceptTerms, changePassword, resendVerification, revokeSession, switchClient, updatePreferences, updateProfile } from '@/lib/domain/accounts'
import { setPromptStorage } from '@/lib/domain/usage'
import { personAction, portalAction } from '@/lib/http/action'
import type { ActionState } from '@/lib/http/action-state'
import { portalContext } from '@/lib/http/context'
import { isLocale } from '@/lib/i18n/locale'
import { redirect } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'

export const acceptTermsAction = portalAction(acceptTerms)
export const updateProfileAction = portalAction(updateProfile)
export const changePasswordAction = personAction(changePassword)
export const revokeSessionAction = personAction(revokeSession)
export const resendVerificationAction = personAction(resendVerification)
export const setPromptStorageAction = portalAction(setPromptStorage)
export const switchClientAction = portalAction(switchClient, { redirectTo: () => routes.dashboard() })

const savePreferences = portalAction(updatePreferences)

/** The person's own name and language; a new language is shown at once. */
export async function updatePreferencesAction(previous: ActionState, form: FormData): Promise<ActionState> {
  const state = await savePreferences(previous as Parameters<typeof savePreferences>[0], form)
  const ctx = await portalContext()
  if (state.status !== 'ok' || !isLocale(state.data.locale) || state.data.locale === ctx.locale) return state
  return redirect({ href: routes.profile(), locale: state.data.locale })
}
