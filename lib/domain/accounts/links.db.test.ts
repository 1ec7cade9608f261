import { describe, expect, it } from 'vitest'
import { loadSession } from '@/lib/auth/session-row'
import { platformDb } from '@/lib/db/platform-db'
import type { PlatformCtx } from '@/lib/domain/context'
import { deliverMail } from '@/lib/jobs/mail/deliver-mail'
import { FixedClock, hours } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import { systemCtx, visitorCtx } from '@/lib/testing/contexts'
import { fastestTimes } from '@/lib/testing/equal-times'
import { createTestPerson, testIp, testPassword } from '@/lib/testing/people'
import { requestPasswordReset, resendVerification, resetPassword, signIn, signUp, verifyEmail } from '.'

const start = new Date('2026-11-21T08:00:00Z')
const from = (clock = new FixedClock(start)): PlatformCtx => ({ ...visitorCtx(clock), ip: testIp() })
const newEmail = (): string => `${newId('test').toLowerCase()}@example.test`
const input = (email: string) => ({ email, name: 'Sara', password: testPassword, acceptTerms: true })
const newPassword = 'another quiet morning'

/** Delivers what waits for this address and gives the mails, oldest first. */
async function mailsTo(email: string) {
  const waiting = await platformDb.outboxMessage.findMany({ where: { topic: 'mail', payload: { path: ['to'], equals: email } }, orderBy: { id: 'asc' } })
  for (const one of waiting) await deliverMail(systemCtx('mail'), { ...one, isLastAttempt: false })
  return platformDb.mailMessage.findMany({ where: { to: email }, orderBy: { id: 'asc' } })
}

const tokenIn = (text: string | undefined): string => /[?&]token=([\w-]+)/.exec(text ?? '')?.[1] ?? ''
const newestToken = async (email: string): Promise<string> => tokenIn((await mailsTo(email)).at(-1)?.text)
const codeOf = (promise: Promise<unknown>): Promise<string> => promise.then(() => 'ok', (error: { code: string }) => error.code)

describe('sign-up', () => {
  it('makes a person who owns a client, and mails one link that confirms the address', async () => {
    const email = newEmail()
    expect(await signUp(from(), { ...input(email), companyName: 'Atlas', country: 'AE' })).toEqual({ status: 'check_mail' })
    const user = await platformDb.user.findUniqueOrThrow({ where: { emailNormalized: email }, include: { memberships: { include: { client: { include: { profile: true } } } } } })
    expect(user).toMatchObject({ emailVerifiedAt: null, memberships: [{ role: 'owner', client: { name: 'Atlas', currency: 'USD', mode: 'test', profile: { country: 'AE', termsVersion: '2026-11', termsAcceptedById: user.id } } }] })
    await verifyEmail(from(), { token: await newestToken(email) })
    expect(await platformDb.user.findUniqueOrThrow({ where: { id: user.id } })).toMatchObject({ emailVerifiedAt: start })
  })

  it('answers a known address with the very same body and as slowly, changes nothing and tells its owner', async () => {
    const person = await createTestPerson()
    const bodies = new Set<string>()
    const ask = async (email: string) => bodies.add(JSON.stringify(await signUp(from(), { ...input(email), password: newPassword })))
    const isEqual = (one: number, other: number): boolean => Math.abs(one - other) < 150
    const times = await fastestTimes(() => ask(newEmail()), () => ask(person.email), isEqual)
    expect(bodies.size).toBe(1)
    expect(Math.min(...times)).toBeGreaterThanOrEqual(395)
    expect(isEqual(...times), times.join(' and ')).toBe(true)
    expect(new Set((await mailsTo(person.email)).map((mail) => mail.template))).toEqual(new Set(['already_registered']))
    expect((await signIn(from(), { email: person.email, password: newPassword })).status).toBe('refused')
    expect((await signIn(from(), { email: person.email, password: testPassword })).status).toBe('signed_in')
  })

  it('of one address by many at once makes one person', async () => {
    const email = newEmail()
    const answers = await Promise.all(Array.from({ length: 5 }, () => codeOf(signUp(from(), input(email)))))
    expect(answers).toEqual(Array.from({ length: 5 }, () => 'ok'))
    expect(await platformDb.user.count({ where: { emailNormalized: email } })).toBe(1)
    expect(await platformDb.membership.count({ where: { user: { emailNormalized: email } } })).toBe(1)
  })

  it('refuses missing terms, weak passwords and addresses that mail servers read differently', async () => {
    const fields = (change: object) => signUp(from(), { ...input(newEmail()), ...change }).then(() => ({}), (error: { fields: object }) => error.fields)
    expect(await fields({ acceptTerms: false })).toEqual({ acceptTerms: { code: 'mustAccept' } })
    expect(await fields({ acceptTerms: undefined })).toEqual({ acceptTerms: { code: 'mustAccept' } })
    expect(await fields({ password: 'aaaaaaaaaaaa' })).toEqual({ password: { code: 'weakPassword' } })
    expect(await fields({ email: 'lapislazuli@example.test', password: 'my lapislazuli stone' })).toEqual({ password: { code: 'passwordHasEmail' } })
    for (const email of ['a＠example.test', '"a@evil.test"@example.test', 'a@example.test\r\nBcc: b@example.test', 'no-at']) {
      expect(await fields({ email })).toMatchObject({ email: { code: 'invalidEmail' } })
    }
  })

  it('leaves neither password nor token in the database', async () => {
    const email = newEmail()
    await signUp(from(), input(email))
    const token = await newestToken(email)
    const rows = [await platformDb.auditEvent.findMany(), await platformDb.outboxMessage.findMany(), await platformDb.user.findMany()]
    const text = JSON.stringify(rows)
    expect(token).toHaveLength(43)
    expect(text).not.toContain(token)
    expect(text).not.toContain(testPassword)
  })
})

describe('a mailed link', () => {
  it('confirms once: of two at the same time one works', async () => {
    const email = newEmail()
    await signUp(from(), input(email))
    const token = await newestToken(email)
    const answers = await Promise.all([codeOf(verifyEmail(from(), { token })), codeOf(verifyEmail(from(), { token }))])
    expect(answers.sort()).toEqual(['invalid_token', 'ok'])
  })

  it('stops working after a day, and when a newer one was asked for', async () => {
    const [email, clock] = [newEmail(), new FixedClock(start)]
    await signUp(from(clock), input(email))
    const first = await newestToken(email)
    const { id } = await platformDb.user.findUniqueOrThrow({ where: { emailNormalized: email } })
    clock.advance(1000)
    await resendVerification({ ...from(clock), actor: { kind: 'user', userId: id, sessionId: 'ses_none', role: 'owner' } }, {})
    expect(await codeOf(verifyEmail(from(clock), { token: first }))).toBe('invalid_token')
    const second = await newestToken(email)
    clock.advance(hours(24))
    expect(await codeOf(verifyEmail(from(clock), { token: second }))).toBe('invalid_token')
  })

  it('for one purpose does not serve another', async () => {
    const email = newEmail()
    await signUp(from(), input(email))
    expect(await codeOf(resetPassword(from(), { token: await newestToken(email), password: newPassword }))).toBe('invalid_token')
    expect(await codeOf(verifyEmail(from(), { token: 'not-a-token' }))).toBe('invalid_token')
  })
})

describe('a password reset', () => {
  it('sets the password once and ends every session', async () => {
    const clock = new FixedClock(start)
    const person = await createTestPerson({ clock, isVerified: false })
    const session = await signIn(from(clock), { email: person.email, password: testPassword })
    if (session.status !== 'signed_in') throw new Error('not signed in')
    await requestPasswordReset(from(clock), { email: person.email })
    const token = await newestToken(person.email)
    await resetPassword(from(clock), { token, password: newPassword })
    expect(await loadSession(session.cookie, clock)).toBeNull()
    expect((await signIn(from(clock), { email: person.email, password: newPassword })).status).toBe('signed_in')
    expect(await codeOf(resetPassword(from(clock), { token, password: testPassword }))).toBe('invalid_token')
    expect((await mailsTo(person.email)).map((mail) => mail.template)).toContain('password_changed')
  })

  it('link lives an hour', async () => {
    const clock = new FixedClock(start)
    const person = await createTestPerson({ clock })
    await requestPasswordReset(from(clock), { email: person.email })
    const token = await newestToken(person.email)
    clock.advance(hours(1))
    expect(await codeOf(resetPassword(from(clock), { token, password: newPassword }))).toBe('invalid_token')
  })

  it('answers an unknown address the same and mails nobody', async () => {
    const [person, stranger] = [await createTestPerson(), newEmail()]
    const [known, unknown] = [await requestPasswordReset(from(), { email: person.email }), await requestPasswordReset(from(), { email: stranger })]
    expect(JSON.stringify(unknown)).toBe(JSON.stringify(known))
    expect(await mailsTo(stranger)).toEqual([])
  })
})
