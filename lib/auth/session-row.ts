import { platformDb } from '@/lib/db/platform-db'
import type { Db } from '@/lib/db/transaction'
import { days, hours, minutes, plus, type Clock } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import { isLocale, type Locale } from '@/lib/i18n/locale'
import { clientRoles, staffRoles, type ClientRole, type StaffRole } from './actor'
import { hashToken, newToken, sameHash } from './token'

/** How long a session lives unused, and at most. Staff sessions are short. */
export const lifetimes = { user: { idleMs: days(7), absoluteMs: days(30) }, staff: { idleMs: minutes(30), absoluteMs: hours(12) } } as const
const touchEveryMs = minutes(1)

export type SessionInfo = {
  sessionId: string
  user: { id: string; email: string; name: string; locale: Locale; staffRole: StaffRole | null; emailVerifiedAt: Date | null }
  client: { id: string; name: string; currency: string; mode: 'test' | 'live'; timeZone: string; locale: Locale; suspendedAt: Date | null; /** Where the client's test clock stands; null = the wall's time. */ clockNow: Date | null } | null
  role: ClientRole | null
  memberships: { clientId: string; clientName: string; role: ClientRole }[]
}

export type NewSession = { userId: string; isStaff: boolean; clientId: string | null; userAgent: string | null; ip: string | null }

/** Creates the row of a signed-in browser and gives back what its cookie holds: `id.secret`. */
export async function createSession(db: Db, clock: Clock, session: NewSession): Promise<{ id: string; cookie: string }> {
  const [now, token] = [clock.now(), newToken()]
  const id = newId('ses', now)
  const life = lifetimes[session.isStaff ? 'staff' : 'user']
  await db.clientSession.create({
    select: { id: true },
    data: {
      id, userId: session.userId, clientId: session.clientId, tokenHash: token.hash, userAgent: session.userAgent?.slice(0, 400) ?? null, ip: session.ip,
      createdAt: now, lastSeenAt: now, idleExpiresAt: plus(now, life.idleMs), expiresAt: plus(now, life.absoluteMs),
    },
  })
  return { id, cookie: `${id}.${token.text}` }
}

const sessionFields = {
  id: true, tokenHash: true, clientId: true, lastSeenAt: true, idleExpiresAt: true, expiresAt: true, revokedAt: true,
  user: {
    select: {
      id: true, email: true, name: true, locale: true, staffRole: true, emailVerifiedAt: true, disabledAt: true,
      memberships: {
        orderBy: { id: 'asc' },
        select: {
          clientId: true, role: true,
          client: { select: { id: true, name: true, currency: true, mode: true, suspendedAt: true, closedAt: true, testClock: { select: { now: true } }, profile: { select: { timeZone: true, locale: true } } } },
        },
      },
    },
  },
} as const

const oneOf = <T extends string>(list: readonly T[], text: string | null): T | null => list.find((one) => one === text) ?? null
const localeOf = (text: string | undefined): Locale => (isLocale(text) ? text : 'en')

const findRow = (id: string) => platformDb.clientSession.findUnique({ where: { id }, select: sessionFields })
type Row = NonNullable<Awaited<ReturnType<typeof findRow>>>

const isAlive = (row: Row, now: Date): boolean => !row.revokedAt && row.expiresAt > now && row.idleExpiresAt > now && !row.user.disabledAt

/**
 * The session a cookie stands for, read anew: revoked, expired, idle too long or of a disabled person gives null.
 * Marks it as seen at most once a minute.
 */
export async function loadSession(cookie: string, clock: Clock): Promise<SessionInfo | null> {
  const [id = '', secret = ''] = cookie.split('.')
  const [row, now] = [await findRow(id), clock.now()]
  if (!row || !isAlive(row, now) || !sameHash(row.tokenHash, hashToken(secret))) return null
  if (now.getTime() - row.lastSeenAt.getTime() > touchEveryMs) await touch(id, now, row.user.staffRole !== null)
  return infoOf(row)
}

/** A session whose secret has been checked already in this request. */
export async function sessionById(id: string, clock: Clock): Promise<SessionInfo | null> {
  const row = await findRow(id)
  return row && isAlive(row, clock.now()) ? infoOf(row) : null
}

function infoOf(row: Row): SessionInfo {
  const { memberships, disabledAt: _disabledAt, ...user } = row.user
  const staffRole = oneOf(staffRoles, user.staffRole)
  const open = memberships.filter((one) => one.client.closedAt === null)
  const current = open.find((one) => one.clientId === row.clientId) ?? (staffRole ? undefined : open[0])
  return {
    sessionId: row.id,
    user: { ...user, locale: localeOf(user.locale), staffRole },
    client: current ? clientOf(current.client) : null,
    role: current ? oneOf(clientRoles, current.role) : null,
    memberships: open.flatMap(({ clientId, client, role }) => {
      const known = oneOf(clientRoles, role)
      return known ? [{ clientId, clientName: client.name, role: known }] : []
    }),
  }
}

function clientOf(client: Row['user']['memberships'][number]['client']): NonNullable<SessionInfo['client']> {
  const { profile, mode, closedAt: _closedAt, testClock, ...rest } = client
  return { ...rest, clockNow: testClock?.now ?? null, mode: mode === 'live' ? 'live' : 'test', timeZone: profile?.timeZone ?? 'UTC', locale: localeOf(profile?.locale) }
}

async function touch(id: string, now: Date, isStaff: boolean): Promise<void> {
  const { idleMs } = lifetimes[isStaff ? 'staff' : 'user']
  await platformDb.clientSession.updateMany({ where: { id, revokedAt: null }, data: { lastSeenAt: now, idleExpiresAt: plus(now, idleMs) } })
}

/** Ends the session a cookie stands for; a second time changes nothing. */
export async function revokeSessionCookie(cookie: string, clock: Clock): Promise<void> {
  await platformDb.clientSession.updateMany({ where: { id: cookie.split('.')[0] ?? '', revokedAt: null }, data: { revokedAt: clock.now(), revokedReason: 'signed_out' } })
}
