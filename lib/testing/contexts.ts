import type { Actor, ClientRole, KeyScope, StaffRole } from '@/lib/auth/actor'
import type { ClientCtx, PlatformCtx } from '@/lib/domain/context'
import { platformDb } from '@/lib/db/platform-db'
import { systemClock, type Clock } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import type { Providers } from '@/lib/providers/types'

/** Mail goes nowhere and nothing can be paid: suites that need a provider pass their own. */
export const noProviders: Providers = { mail: { id: 'local', send: async () => undefined }, payments: {}, chains: [], rates: [] }

type ClientOptions = {
  role?: ClientRole
  clock?: Clock
  providers?: Providers
  country?: string
  timeZone?: string
  currency?: string
  isVerified?: boolean
}

export type TestClient = { ctx: ClientCtx; clientId: string; userId: string; sessionId: string; email: string }

/** A client of the suite's own with one member, so that suites never see each other's rows. */
export async function createTestClient(options: ClientOptions = {}): Promise<TestClient> {
  const { role = 'owner', clock = systemClock, providers = noProviders, country = 'US', timeZone = 'UTC', currency = 'USD', isVerified = true } = options
  const now = clock.now()
  const [clientId, userId, sessionId] = [newId('cli'), newId('usr'), newId('ses')]
  const email = `${userId.toLowerCase()}@example.test`
  await platformDb.user.create({ data: {
    id: userId, email, emailNormalized: email, name: 'Test Person', passwordHash: 'unusable', emailVerifiedAt: isVerified ? now : null, createdAt: now, updatedAt: now,
  } })
  await platformDb.client.create({ data: { id: clientId, name: 'Test Client', currency, createdAt: now } })
  await platformDb.clientProfile.create({ data: {
    clientId, companyName: 'Test Client', country, addressLine1: '1 Test Street', city: 'Testville', timeZone, billingEmail: email,
    termsVersion: '2026-11', termsAcceptedAt: now, termsAcceptedById: userId, updatedAt: now,
  } })
  await platformDb.membership.create({ data: { id: newId('usr'), clientId, userId, role, createdAt: now } })
  const actor: Actor = { kind: 'user', userId, sessionId, role }
  return { ctx: { actor, clock, requestId: newId('req'), locale: 'en', providers, clientId, isSuspended: false }, clientId, userId, sessionId, email }
}

/** The same client seen by somebody else: another role, a key, the system. */
export const as = (ctx: ClientCtx, actor: Actor): ClientCtx => ({ ...ctx, actor })

export const asRole = (ctx: ClientCtx, role: ClientRole): ClientCtx => as(ctx, { kind: 'user', userId: newId('usr'), sessionId: newId('ses'), role })

export const asKey = (ctx: ClientCtx, scopes: KeyScope[]): ClientCtx => as(ctx, { kind: 'apiKey', keyId: newId('key'), scopes })

export function staffCtx(role: StaffRole, clock: Clock = systemClock, providers: Providers = noProviders): PlatformCtx {
  return { actor: { kind: 'staff', userId: newId('usr'), sessionId: newId('ses'), role }, clock, requestId: newId('req'), locale: 'en', providers }
}

export function visitorCtx(clock: Clock = systemClock): PlatformCtx {
  return { actor: { kind: 'visitor' }, clock, requestId: newId('req'), locale: 'en', providers: noProviders }
}

export function systemCtx(job: string, clock: Clock = systemClock, providers: Providers = noProviders): PlatformCtx {
  return { actor: { kind: 'system', job }, clock, requestId: newId('req'), locale: 'en', providers }
}
