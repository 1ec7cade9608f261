'use server'
import { unstable_rethrow } from 'next/navigation'
import { requestPasswordReset, resetPassword, signIn, signOut, signUp, verifyEmail } from '@/lib/domain/accounts'
import { clearSessionCookie, writeSessionCookie } from '@/lib/auth/browser-session'
import { readSession } from '@/lib/auth/session'
import { visitorAction, formFailure } from '@/lib/http/action'
import type { ActionState } from '@/lib/http/action-state'
import { visitorContext } from '@/lib/http/context'
import { userAgent } from '@/lib/http/request-facts'
import { safeNext } from '@/lib/http/safe-next'
import { redirect } from '@/lib/i18n/navigation'
import { DomainError } from '@/lib/kernel/error'
import { routes } from '@/lib/routes'

const textOf = (form: FormData, name: string): string => {
  const value = form.get(name)
  return typeof value === 'string' ? value : ''
}

/** Signs this browser in. The cookie is the one next-auth's own route would set. */
export async function signInAction(_previous: ActionState, form: FormData): Promise<ActionState> {
  const ctx = await visitorContext()
  let isStaff = false
  try {
    const result = await signIn(ctx, { email: textOf(form, 'email'), password: textOf(form, 'password'), userAgent: await userAgent() })
    if (result.status === 'refused') throw new DomainError('invalid_credentials')
    await writeSessionCookie(result.cookie)
    isStaff = result.isStaff
  } catch (error) {
    unstable_rethrow(error)
    return formFailure(error, ctx, form)
  }
  const asked = safeNext(form.get('next'))
  const next = asked?.href.startsWith(routes.admin()) === isStaff ? asked : undefined // each to their own side
  return redirect({ href: next?.href ?? (isStaff ? routes.admin() : routes.dashboard()), locale: next?.locale ?? ctx.locale })
}

/** Ends this browser's session on the server and forgets its cookie. */
export async function signOutAction(): Promise<void> {
  const [ctx, session] = [await visitorContext(), await readSession()]
  if (session) await signOut({ ...ctx, actor: { kind: 'user', userId: session.user.id, sessionId: session.sessionId, role: session.role ?? 'viewer' } }, {})
  await clearSessionCookie()
  redirect({ href: routes.signIn(), locale: ctx.locale })
}

export const signUpAction = visitorAction(signUp, { redirectTo: () => routes.checkMail() })
export const forgotPasswordAction = visitorAction(requestPasswordReset, { redirectTo: () => routes.checkMail({ about: 'reset' }) })
export const resetPasswordAction = visitorAction(resetPassword, { redirectTo: () => routes.signIn({ done: 'reset' }) })

const verify = visitorAction(verifyEmail)

export async function verifyEmailAction(previous: ActionState, form: FormData): Promise<ActionState> {
  const state = await verify(previous as Parameters<typeof verify>[0], form)
  if (state.status !== 'ok') return state
  const ctx = await visitorContext()
  const plan = textOf(form, 'plan')
  const next = plan === '' ? undefined : routes.checkout({ plan })
  return redirect({ href: ctx.session ? (next ?? routes.dashboard()) : routes.signIn({ done: 'verified', next }), locale: ctx.locale })
}
