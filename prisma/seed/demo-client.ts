import { hashPassword } from '@/lib/auth/password'
import type { PrismaClient } from '@/lib/db/generated/client'
import { inTransaction } from '@/lib/db/transaction'
import { currentTermsVersion } from '@/lib/domain/accounts/terms-version'
import { decideSandboxCharge, previewSubscription, previewTopUp, subscribe, syncPayment, topUp } from '@/lib/domain/billing'
import type { ClientCtx } from '@/lib/domain/context'
import { writeAuditEvent } from '@/lib/domain/events/record'
import { createKey } from '@/lib/domain/keys'
import { env } from '@/lib/env'
import { required } from '@/lib/kernel/assert'
import { days, FixedClock, hours, minutes, plus } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import { exponentOf } from '@/lib/kernel/money'
import { localMail } from '@/lib/providers/mail/local'
import { configuredPayments } from '@/lib/providers/payments/configured'
import { strongPassword, type Account } from './staff'
import { historyBetween, insertHistory, pricedModels, sequence } from './usage-history'

export const demoEmail = 'demo@matrix.localhost'
const companyName = 'شركة Acme (UAE)'
const keyName = 'Website'
/** The demo client signed up this long ago and has used the product since. */
const ageMs = days(20)

type Member = { clientId: string; userId: string }

/** The demo's person and client; a first run that was cut short is found again. */
async function findOrCreate(db: PrismaClient, at: Date, passwordHash: string): Promise<Member> {
  const known = await db.user.findUnique({ where: { emailNormalized: demoEmail }, select: { id: true, memberships: { select: { clientId: true } } } })
  if (known) {
    await db.user.update({ where: { id: known.id }, data: { passwordHash, updatedAt: at }, select: { id: true } })
    return { userId: known.id, clientId: required(known.memberships[0], 'the demo membership').clientId }
  }
  const [userId, clientId] = [newId('usr', at), newId('cli', at)]
  await inTransaction(db, async (tx) => {
    const terms = { termsVersion: await currentTermsVersion(tx), termsAcceptedAt: at, termsAcceptedById: userId }
    await tx.user.create({ select: { id: true }, data: {
      id: userId, email: demoEmail, emailNormalized: demoEmail, name: 'Sara Haddad', passwordHash, emailVerifiedAt: at, createdAt: at, updatedAt: at,
    } })
    await tx.client.create({ select: { id: true }, data: { id: clientId, name: companyName, currency: env().BASE_CURRENCY, mode: env().BILLING_MODE, createdAt: at } })
    await tx.clientProfile.create({ select: { clientId: true }, data: {
      clientId, companyName, country: 'AE', addressLine1: '12 Al Wasl Road', city: 'Dubai', billingEmail: demoEmail, timeZone: 'Asia/Dubai', ...terms, updatedAt: at,
    } })
    await tx.membership.create({ select: { id: true }, data: { id: newId('mbr', at), clientId, userId, role: 'owner', createdAt: at } })
    await writeAuditEvent(
      { actor: { kind: 'system', job: 'seed' }, clock: new FixedClock(at), requestId: newId('req', at), locale: 'en', providers: { mail: localMail, payments: {}, chains: [], rates: [] } },
      tx, { action: 'accounts.signUp', clientId, objectId: userId, data: {} },
    )
  })
  return { userId, clientId }
}

/** Pays on the sandbox's page, with a card that is kept where that was asked for. */
async function payAtSandbox(ctx: ClientCtx, clock: FixedClock, payment: { id: string; redirectUrl: string | null }): Promise<void> {
  clock.advance(minutes(1))
  const chargeId = required(payment.redirectUrl, 'the sandbox page').split('/').at(-1) ?? ''
  await decideSandboxCharge({ ...ctx, actor: { kind: 'visitor' } }, { id: chargeId, outcome: 'succeed', card: 'pays' })
  await syncPayment(ctx, payment.id)
}

/** Buys Pro the way a customer does: preview, confirm, pay. The card is kept, so that Pro renews by itself. */
async function buyPro(ctx: ClientCtx, clock: FixedClock): Promise<void> {
  const wish = { planCode: 'pro', interval: 'month' } as const
  const { frozenAt, hash } = await previewSubscription(ctx, wish)
  clock.advance(minutes(1))
  const { payment } = await subscribe(ctx, { ...wish, frozenAt, hash, provider: 'sandbox', saveMethod: true })
  if (payment) await payAtSandbox(ctx, clock, payment)
}

/** A little credit for what the plan does not include. */
async function fillWallet(ctx: ClientCtx, clock: FixedClock): Promise<void> {
  const amountMinor = 25n * 10n ** BigInt(exponentOf(env().BASE_CURRENCY))
  const { frozenAt, hash } = await previewTopUp(ctx, { amountMinor })
  const { payment } = await topUp(ctx, { amountMinor, frozenAt, hash, provider: 'sandbox' })
  await payAtSandbox(ctx, clock, payment)
}

/**
 * The client a first look is taken with: Pro paid through the sandbox three weeks ago with a card that is kept, a key, true usage since,
 * all within its allowance, and some credit in its wallet. Absent where money is real. Made once.
 * @returns how to sign in and the key, only when this call made them
 */
export async function seedDemoClient(db: PrismaClient, now: Date): Promise<(Account & { apiKey: string }) | null> {
  const clock = new FixedClock(plus(now, -ageMs))
  const payments = configuredPayments(clock)
  const isMade = (await db.apiKey.count({ where: { name: keyName, client: { memberships: { some: { user: { emailNormalized: demoEmail } } } } } })) > 0
  if (isMade || !payments.sandbox) return null
  const password = strongPassword()
  const { clientId, userId } = await findOrCreate(db, clock.now(), await hashPassword(password))
  const ctx: ClientCtx = {
    actor: { kind: 'user', userId, sessionId: newId('ses', clock.now()), role: 'owner' }, clientId, isSuspended: false, clock, requestId: newId('req', clock.now()),
    locale: 'en', providers: { mail: localMail, payments, chains: [], rates: [] },
  }
  await buyPro(ctx, clock)
  clock.advance(minutes(5))
  const apiKey = await inTransaction(db, async (tx) => {
    const key = await createKey({ ...ctx, db: tx }, { name: keyName, scopes: ['inference', 'usage:read', 'manage'] })
    const period = await tx.usagePeriod.findFirstOrThrow({ where: { clientId }, orderBy: { startsAt: 'desc' }, select: { id: true } })
    const owner = { clientId, keyId: key.id, usagePeriodId: period.id }
    const models = await pricedModels(tx, clock.now())
    await insertHistory(tx, owner, historyBetween(owner, models, plus(clock.now(), hours(1)), now, sequence(20_261_121)), now)
    return key.secret
  })
  clock.advance(days(2))
  await fillWallet(ctx, clock)
  return { email: demoEmail, password, apiKey }
}
