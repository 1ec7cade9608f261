import { passwordMatches } from '@/lib/auth/password'
import { createSession } from '@/lib/auth/session-row'
import type { Db } from '@/lib/db/transaction'
import type { PlatformRun } from '@/lib/domain/context'
import { isLocale } from '@/lib/i18n/locale'
import { routes } from '@/lib/routes'
import { queueMail } from '../../events/queue-mail'
import { deviceOf } from '../device'
import { normalizeEmail } from '../email'
import { SignInInput } from '../schema'
import { giveBackAttempt, limitAttempts } from './attempt-limits'
import { preparedCommand } from './prepared-command'

export type SignInResult = { status: 'signed_in'; userId: string; sessionId: string; isStaff: boolean; cookie: string } | { status: 'refused' }

const personFields = { id: true, email: true, locale: true, passwordHash: true, staffRole: true, disabledAt: true } as const
type Person = { id: string; email: string; locale: string; staffRole: string | null }

const findPerson = (db: Db, emailNormalized: string) => db.user.findUnique({ where: { emailNormalized }, select: personFields })

/**
 * E-mail and password for a session. An unknown address, a wrong password and a disabled person get the same answer after
 * the same work, and leave a record.
 * @throws DomainError rate_limited
 */
export const signIn = preparedCommand('accounts.signIn', SignInInput, {
  prepare: async (ctx, input) => {
    const subject = normalizeEmail(input.email)
    await limitAttempts(ctx, 'signIn', subject)
    const found = await findPerson(ctx.db, subject)
    const isRight = await passwordMatches(input.password, found?.passwordHash ?? null)
    const matches = isRight && found?.disabledAt === null
    if (matches) await giveBackAttempt(ctx, 'signIn', subject)
    return { found, matches }
  },
  run: async (ctx, input, { found, matches }): Promise<SignInResult> => {
    const device = { userAgent: input.userAgent?.slice(0, 400) ?? null }
    if (!found || !matches) {
      await ctx.record(found?.id ?? null, { outcome: 'failed', ...device })
      return { status: 'refused' }
    }
    const isStaff = found.staffRole !== null
    await tellOfNewDevice(ctx, found, device.userAgent)
    const clientId = isStaff ? null : await lastClient(ctx.db, found.id)
    const session = await createSession(ctx.db, ctx.clock, { userId: found.id, isStaff, clientId, userAgent: device.userAgent, ip: ctx.ip ?? null })
    await ctx.record(found.id, { outcome: 'succeeded', sessionId: session.id, ...device })
    return { status: 'signed_in', userId: found.id, sessionId: session.id, isStaff, cookie: session.cookie }
  },
})

/** The client looked at last, or the oldest membership. */
async function lastClient(db: Db, userId: string): Promise<string | null> {
  const memberships = await db.membership.findMany({ where: { userId, client: { closedAt: null } }, orderBy: { id: 'asc' }, select: { clientId: true } })
  const last = await db.clientSession.findFirst({ where: { userId, clientId: { not: null } }, orderBy: { id: 'desc' }, select: { clientId: true } })
  return memberships.find((one) => one.clientId === last?.clientId)?.clientId ?? memberships[0]?.clientId ?? null
}

/** A mail when this browser was never seen, except at the very first sign-in, when every browser is new. */
async function tellOfNewDevice(ctx: PlatformRun, person: Person, userAgent: string | null): Promise<void> {
  const before = await ctx.db.clientSession.findMany({ where: { userId: person.id }, distinct: ['userAgent'], select: { userAgent: true }, take: 200 })
  const device = deviceOf(userAgent)
  if (before.length === 0 || before.some((session) => deviceOf(session.userAgent) === device)) return
  await queueMail(ctx, {
    template: 'new_sign_in', to: person.email, locale: isLocale(person.locale) ? person.locale : 'en', userId: person.id, path: routes.security(),
    params: { device: device ?? '–', ip: ctx.ip ?? '–', signedInAt: ctx.clock.now().toISOString() },
  })
}
