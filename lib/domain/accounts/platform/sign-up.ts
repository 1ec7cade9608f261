import type { z } from 'zod'
import { hashPassword } from '@/lib/auth/password'
import type { Db } from '@/lib/db/transaction'
import type { PlatformRun } from '@/lib/domain/context'
import { env } from '@/lib/env'
import { isLocale } from '@/lib/i18n/locale'
import { newId } from '@/lib/kernel/id'
import { routes } from '@/lib/routes'
import { queueMail } from '../../events/queue-mail'
import { normalizeEmail } from '../email'
import { SignUpInput } from '../schema'
import { currentTermsVersion } from '../terms-version'
import { limitAttempts } from './attempt-limits'
import { preparedCommand } from './prepared-command'
import { sendLink } from './send-link'

type Input = z.output<typeof SignUpInput>

/**
 * A new person with a client of their own. A known address gets the very same answer, and a mail that says so: nobody
 * learns here who has an account, and an account's password is never overwritten.
 * @throws DomainError rate_limited
 */
export const signUp = preparedCommand('accounts.signUp', SignUpInput, {
  atLeastMs: 400,
  prepare: async (ctx, input) => {
    await limitAttempts(ctx, 'signUp', normalizeEmail(input.email))
    return hashPassword(input.password)
  },
  run: async (ctx, input, passwordHash): Promise<{ status: 'check_mail' }> => {
    const userId = await createPerson(ctx, input, passwordHash)
    if (userId === null) {
      await remindPerson(ctx, normalizeEmail(input.email))
    } else {
      await ctx.record(userId, { clientId: await createClient(ctx, userId, input) })
      await sendLink(ctx, 'verify_email', { id: userId, email: input.email, name: input.name, locale: ctx.locale }, input.plan)
    }
    return { status: 'check_mail' }
  },
})

/** The new person's id, or null when the address is taken (also by a twin of this request). */
async function createPerson(ctx: PlatformRun, input: Input, passwordHash: string): Promise<string | null> {
  const now = ctx.clock.now()
  const id = newId('usr', now)
  const { count } = await ctx.db.user.createMany({
    skipDuplicates: true,
    data: [{ id, email: input.email, emailNormalized: normalizeEmail(input.email), name: input.name, passwordHash, locale: ctx.locale, createdAt: now, updatedAt: now }],
  })
  return count === 1 ? id : null
}

async function createClient(ctx: PlatformRun, userId: string, input: Input): Promise<string> {
  const { db, clock } = ctx
  const now = clock.now()
  const clientId = newId('cli', now)
  await db.client.create({
    select: { id: true },
    data: { id: clientId, name: input.companyName ?? input.name, currency: env().BASE_CURRENCY, mode: env().BILLING_MODE, createdAt: now },
  })
  await db.clientProfile.create({
    select: { clientId: true },
    data: {
      clientId, companyName: input.companyName ?? null, country: input.country ?? null, billingEmail: input.email,
      timeZone: input.timeZone ?? 'UTC', locale: ctx.locale, ...(await acceptedTerms(db, userId, now)), updatedAt: now,
    },
  })
  await db.membership.create({ select: { id: true }, data: { id: newId('mbr', now), clientId, userId, role: 'owner', createdAt: now } })
  return clientId
}

const acceptedTerms = async (db: Db, userId: string, now: Date) =>
  ({ termsVersion: await currentTermsVersion(db), termsAcceptedAt: now, termsAcceptedById: userId })

/** Who already has an account is told so; who never confirmed the address gets a new link. */
async function remindPerson(ctx: PlatformRun, emailNormalized: string): Promise<void> {
  const person = await ctx.db.user.findUniqueOrThrow({
    where: { emailNormalized }, select: { id: true, email: true, name: true, locale: true, emailVerifiedAt: true },
  })
  await ctx.record(person.id, { outcome: 'known' })
  if (person.emailVerifiedAt === null) return sendLink(ctx, 'verify_email', person)
  await queueMail(ctx, {
    template: 'already_registered', to: person.email, locale: isLocale(person.locale) ? person.locale : 'en', userId: person.id,
    path: routes.signIn(), params: { name: person.name },
  })
}
