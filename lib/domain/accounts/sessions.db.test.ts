import { describe, expect, it } from 'vitest'
import { loadSession, lifetimes } from '@/lib/auth/session-row'
import { platformDb } from '@/lib/db/platform-db'
import type { PlatformCtx } from '@/lib/domain/context'
import { FixedClock, minutes, plus, seconds } from '@/lib/kernel/clock'
import { visitorCtx } from '@/lib/testing/contexts'
import { fastestTimes } from '@/lib/testing/equal-times'
import { createTestPerson, testIp, testPassword } from '@/lib/testing/people'
import { changePassword, listSecurityEvents, listSessions, revokeSession, signIn, signOut, switchClient } from '.'

const start = new Date('2026-11-21T08:00:00Z')
const from = (clock = new FixedClock(start)): PlatformCtx => ({ ...visitorCtx(clock), ip: testIp() })

async function signedIn(clock = new FixedClock(start)) {
  const person = await createTestPerson({ clock })
  const enter = async (userAgent = 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0') => {
    const result = await signIn(from(clock), { email: person.email.toUpperCase(), password: testPassword, userAgent })
    if (result.status !== 'signed_in') throw new Error('not signed in')
    return result
  }
  const one = await enter()
  const ctx = { ...person.ctx, clock, actor: { kind: 'user' as const, userId: person.userId, sessionId: one.sessionId, role: 'owner' as const } }
  return { person, clock, enter, one, ctx }
}

describe('a session', () => {
  it('opens with the right password, whatever the case of the address, and knows its person and client', async () => {
    const { person, clock, one } = await signedIn()
    const session = await loadSession(one.cookie, clock)
    expect(session).toMatchObject({ sessionId: one.sessionId, role: 'owner', user: { id: person.userId, staffRole: null }, client: { id: person.clientId, mode: 'test' } })
    expect(session?.memberships).toHaveLength(1)
  })

  it('is refused from the next request after it was revoked, and the other one lives', async () => {
    const { clock, one, enter, ctx } = await signedIn()
    const two = await enter()
    await revokeSession(ctx, { id: two.sessionId })
    expect(await loadSession(two.cookie, clock)).toBeNull()
    expect(await loadSession(one.cookie, clock)).not.toBeNull()
    expect((await listSessions(ctx, {})).data.map((session) => session.id)).toEqual([one.sessionId])
  })

  it('cannot be revoked by somebody else, who learns nothing', async () => {
    const [mine, other] = [await signedIn(), await signedIn()]
    await expect(revokeSession(other.ctx, { id: mine.one.sessionId })).rejects.toMatchObject({ code: 'not_found' })
    expect(await loadSession(mine.one.cookie, mine.clock)).not.toBeNull()
  })

  it('ends with signing out, and a replay of its cookie stays refused', async () => {
    const { clock, one, ctx } = await signedIn()
    await signOut(ctx, {})
    expect(await loadSession(one.cookie, clock)).toBeNull()
  })

  it('ends when unused for seven days, and use keeps it', async () => {
    const { clock, one } = await signedIn()
    clock.set(plus(start, lifetimes.user.idleMs - 1))
    expect(await loadSession(one.cookie, clock)).not.toBeNull()
    clock.advance(lifetimes.user.idleMs - 1)
    expect(await loadSession(one.cookie, clock)).not.toBeNull()
    clock.advance(lifetimes.user.idleMs)
    expect(await loadSession(one.cookie, clock)).toBeNull()
  })

  it('ends after thirty days however much it is used', async () => {
    const { clock, one } = await signedIn()
    for (let day = 0; day < 29; day += 6) {
      clock.set(plus(start, day * 86_400_000))
      expect(await loadSession(one.cookie, clock)).not.toBeNull()
    }
    clock.set(plus(start, lifetimes.user.absoluteMs))
    expect(await loadSession(one.cookie, clock)).toBeNull()
  })

  it('of staff ends after thirty idle minutes', async () => {
    const clock = new FixedClock(start)
    const person = await createTestPerson({ clock })
    await platformDb.user.update({ where: { id: person.userId }, data: { staffRole: 'support' } })
    const result = await signIn(from(clock), { email: person.email, password: testPassword })
    if (result.status !== 'signed_in') throw new Error('not signed in')
    expect(await loadSession(result.cookie, clock)).toMatchObject({ client: null, user: { staffRole: 'support' } })
    clock.advance(minutes(30))
    expect(await loadSession(result.cookie, clock)).toBeNull()
  })

  it('ends at once when its person is disabled', async () => {
    const { person, clock, one } = await signedIn()
    await platformDb.user.update({ where: { id: person.userId }, data: { disabledAt: start } })
    expect(await loadSession(one.cookie, clock)).toBeNull()
    expect(await signIn(from(clock), { email: person.email, password: testPassword })).toEqual({ status: 'refused' })
  })

  it('needs its secret, not only its id', async () => {
    const { clock, one } = await signedIn()
    const other = await signedIn()
    expect(await loadSession(one.sessionId, clock)).toBeNull()
    expect(await loadSession(`${one.sessionId}.${other.one.cookie.split('.')[1]}`, clock)).toBeNull()
  })

  it('writes when it was seen at most once a minute', async () => {
    const { clock, one } = await signedIn()
    const seen = async () => (await platformDb.clientSession.findUniqueOrThrow({ where: { id: one.sessionId } })).lastSeenAt
    clock.advance(seconds(59))
    await loadSession(one.cookie, clock)
    expect(await seen()).toEqual(start)
    clock.advance(seconds(2))
    await loadSession(one.cookie, clock)
    expect(await seen()).toEqual(clock.now())
  })

  it('cannot be moved to a client the person does not belong to', async () => {
    const [mine, other] = [await signedIn(), await signedIn()]
    await expect(switchClient(mine.ctx, { clientId: other.person.clientId })).rejects.toMatchObject({ code: 'not_found' })
    expect((await loadSession(mine.one.cookie, mine.clock))?.client?.id).toBe(mine.person.clientId)
  })
})

describe('changing the password', () => {
  it('ends every other session and keeps this one; the old password stops working', async () => {
    const { person, clock, one, enter, ctx } = await signedIn()
    const two = await enter()
    await changePassword(ctx, { currentPassword: testPassword, newPassword: 'another quiet morning' })
    expect(await loadSession(two.cookie, clock)).toBeNull()
    expect(await loadSession(one.cookie, clock)).not.toBeNull()
    expect(await signIn(from(clock), { email: person.email, password: testPassword })).toEqual({ status: 'refused' })
    expect(await signIn(from(clock), { email: person.email, password: 'another quiet morning' })).toMatchObject({ status: 'signed_in' })
  })

  it('refuses a wrong present password, a short, a common and a known one', async () => {
    const { ctx } = await signedIn()
    const change = (currentPassword: string, newPassword: string) => changePassword(ctx, { currentPassword, newPassword })
    await expect(change('not this one', 'another quiet morning')).rejects.toMatchObject({ fields: { currentPassword: { code: 'wrongPassword' } } })
    await expect(change(testPassword, 'short')).rejects.toMatchObject({ fields: { newPassword: { code: 'tooShort' } } })
    await expect(change(testPassword, 'Password123')).rejects.toMatchObject({ fields: { newPassword: { code: 'weakPassword' } } })
  })
})

describe('sign-in', () => {
  it('answers an unknown address as it answers a wrong password, and records the failure', async () => {
    const { person, ctx } = await signedIn()
    const wrong = await signIn(from(), { email: person.email, password: 'not the password' })
    const unknown = await signIn(from(), { email: `nobody-${person.email}`, password: 'not the password' })
    expect(wrong).toEqual(unknown)
    const events = (await listSecurityEvents(ctx, {})).data
    expect(events.map((event) => [event.action, event.outcome])).toContainEqual(['accounts.signIn', 'failed'])
    expect(JSON.stringify(events)).not.toContain('not the password')
  })

  it('takes an unknown address as long as a wrong password', async () => {
    const { person } = await signedIn()
    const guess = (email: string) => signIn(from(), { email, password: 'not the password' })
    const isEqual = (known: number, unknown: number): boolean => unknown > known / 2 && unknown < known * 2
    for (let i = 0; i < 3; i++) await guess('warm-up@example.test')
    const times = await fastestTimes(() => guess(person.email), () => guess('nobody@example.test'), isEqual)
    expect(isEqual(...times), times.join(' and ')).toBe(true)
  })

  it('lets ten of forty parallel guesses through, then says when to come again', async () => {
    const { person } = await signedIn()
    const ctx = from()
    // From other addresses of the same network too: whoever has one of IPv6 has them all.
    const guess = (_: unknown, i: number) => signIn({ ...ctx, ip: `${String(ctx.ip)}${i % 4}` }, { email: person.email, password: 'a wrong guess' }).then((result) => result.status, (error: { code: string }) => error.code)
    const answers = await Promise.all(Array.from({ length: 40 }, guess))
    expect(answers.filter((answer) => answer === 'refused')).toHaveLength(10)
    expect(answers.filter((answer) => answer === 'rate_limited')).toHaveLength(30)
    await expect(signIn(ctx, { email: person.email, password: testPassword })).rejects.toMatchObject({ code: 'rate_limited', retryAfterSeconds: expect.any(Number) })
  })

  it('does not count sign-ins that work', async () => {
    const { person } = await signedIn()
    const ctx = from()
    for (let i = 0; i < 15; i++) expect((await signIn(ctx, { email: person.email, password: testPassword })).status).toBe('signed_in')
  })

  it('mails about a device never seen, not about a known one', async () => {
    const { person, enter } = await signedIn()
    const mails = () => platformDb.outboxMessage.count({ where: { topic: 'mail', payload: { path: ['to'], equals: person.email } } })
    await enter()
    expect(await mails()).toBe(0)
    await enter('Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Safari/605')
    expect(await mails()).toBe(1)
  })
})
