import 'server-only'
import { headers } from 'next/headers'
import { notFound as renderNotFound } from 'next/navigation'
import { getLocale } from 'next-intl/server'
import { cache } from 'react'
import type { Actor, ClientRole } from '@/lib/auth/actor'
import { readSession, type SessionInfo } from '@/lib/auth/session'
import type { BaseCtx, ClientCtx, PlatformCtx } from '@/lib/domain/context'
import { isLocale } from '@/lib/i18n/locale'
import { redirect } from '@/lib/i18n/navigation'
import { FixedClock, systemClock } from '@/lib/kernel/clock'
import { configuredProviders } from '@/lib/providers/configured'
import { routes } from '@/lib/routes'
import { requestFacts, type RequestFacts } from './request-facts'

type SignedIn = SessionInfo & { client: NonNullable<SessionInfo['client']>; role: ClientRole }

/** A client's page or action: the verb's context plus who is looking. */
export type PortalCtx = ClientCtx & { session: SignedIn }
export type StaffCtx = PlatformCtx & { session: SessionInfo }

export function baseCtx(actor: Actor, facts: RequestFacts): BaseCtx {
  return {
    actor,
    clock: systemClock,
    requestId: facts.requestId,
    locale: facts.locale,
    providers: configuredProviders(),
    ...(facts.ip ? { ip: facts.ip } : {}),
  }
}

const hasClient = (session: SessionInfo): session is SignedIn => session.client !== null && session.role !== null

/** The session as an actor inside its client, or undefined when it has none (staff). */
export function clientCtxOf(session: SessionInfo, facts: RequestFacts): PortalCtx | undefined {
  if (!hasClient(session)) return undefined
  const actor: Actor = { kind: 'user', userId: session.user.id, sessionId: session.sessionId, role: session.role }
  return { ...baseCtx(actor, facts), clientId: session.client.id, isSuspended: session.client.suspendedAt !== null, session, ...(session.client.clockNow ? { clock: new FixedClock(session.client.clockNow) } : {}) }
}

export function staffCtxOf(session: SessionInfo, facts: RequestFacts): StaffCtx | undefined {
  const role = session.user.staffRole
  if (!role) return undefined
  return { ...baseCtx({ kind: 'staff', userId: session.user.id, sessionId: session.sessionId, role }, facts), session }
}

async function pageFacts(): Promise<RequestFacts> {
  const [facts, locale] = [await requestFacts(), await getLocale()]
  return { ...facts, locale: isLocale(locale) ? locale : facts.locale }
}

/** Away to sign in, and afterwards back to the page that was asked for. */
async function toSignIn({ locale }: RequestFacts): Promise<never> {
  const next = (await headers()).get('x-path') ?? undefined
  return redirect({ href: routes.signIn({ next }), locale })
}

/** The session a page may be shown to; sends everybody else to sign in. Once a request. */
export const portalContext = cache(async (): Promise<PortalCtx> => {
  const [session, facts] = [await readSession(), await pageFacts()]
  if (!session) return toSignIn(facts)
  const ctx = clientCtxOf(session, facts)
  return ctx ?? redirect({ href: routes.admin(), locale: facts.locale })
})

/** Staff only. Everybody else sees the page that says there is nothing here. */
export const staffContext = cache(async (): Promise<StaffCtx> => {
  const [session, facts] = [await readSession(), await pageFacts()]
  if (!session) return toSignIn(facts)
  return staffCtxOf(session, facts) ?? renderNotFound()
})

/** Whoever is signed in, client or staff, for what belongs to the person: password, sessions, name. */
export const personContext = cache(async (): Promise<PlatformCtx & { session: SessionInfo }> => {
  const [session, facts] = [await readSession(), await pageFacts()]
  if (!session) return toSignIn(facts)
  return staffCtxOf(session, facts) ?? clientCtxOf(session, facts) ?? toSignIn(facts)
})

/** Anybody: signed in or not. `session` tells which. */
export const visitorContext = cache(async (): Promise<PlatformCtx & { session: SessionInfo | null }> => {
  return { ...baseCtx({ kind: 'visitor' }, await pageFacts()), session: await readSession() }
})
