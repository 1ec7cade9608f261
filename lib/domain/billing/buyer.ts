import { z } from 'zod'
import { DomainError, notFound } from '@/lib/kernel/error'
import type { Db } from '@/lib/db/transaction'
import { isLocale, type Locale } from '@/lib/i18n/locale'
import { isTimeZone } from './calendar'
import type { PartyView } from './view'

export type Buyer = { party: PartyView; currency: string; mode: 'test' | 'live'; country: string | null; region: string | null; isTaxExempt: boolean; timeZone: string; locale: Locale }

const profileFields = {
  companyName: true, country: true, addressLine1: true, addressLine2: true, city: true, postalCode: true, taxId: true,
  billingEmail: true, timeZone: true, locale: true, region: true, isTaxExempt: true,
} as const

const text = z.string().nullable()

/** What `buyerFrom` needs of a client. */
export const BuyerRow = z.object({
  name: z.string(), currency: z.string(), mode: z.string(),
  profile: z.object({
    companyName: text, country: text, addressLine1: text, addressLine2: text, city: text, postalCode: text, taxId: text,
    billingEmail: text, timeZone: z.string(), locale: z.string(), region: text, isTaxExempt: z.boolean(),
  }).nullable(),
})

/** The client as an invoice names it, read now; invoices keep this as it was. @throws DomainError not_found */
export async function buyerOf(db: Db, clientId: string): Promise<Buyer> {
  const client = await db.client.findUnique({ where: { id: clientId }, select: { name: true, currency: true, mode: true, profile: { select: profileFields } } })
  if (!client) throw notFound('client')
  return buyerFrom(client)
}

export function buyerFrom(client: z.infer<typeof BuyerRow>): Buyer {
  const { profile } = client
  const town = [profile?.postalCode, profile?.city].filter(Boolean).join(' ')
  return {
    party: {
      name: profile?.companyName || client.name,
      address: [profile?.addressLine1, profile?.addressLine2, town].filter((line): line is string => Boolean(line)),
      country: profile?.country ?? null,
      taxId: profile?.taxId ?? null,
      email: profile?.billingEmail ?? null,
    },
    currency: client.currency,
    mode: client.mode === 'live' ? 'live' : 'test',
    country: profile?.country ?? null,
    region: profile?.region ?? null,
    isTaxExempt: profile?.isTaxExempt ?? false,
    timeZone: profile && isTimeZone(profile.timeZone) ? profile.timeZone : 'UTC',
    locale: isLocale(profile?.locale) ? profile.locale : 'en',
  }
}

/** A sale is taxed by where its buyer is: without a country there is none. @throws DomainError compliance_failed */
export function assertCountryKnown(buyer: Buyer): void {
  if (buyer.country === null) throw new DomainError('compliance_failed', { params: { reasons: 'country_missing' } })
}

/** Whoever commits the client to pay has shown that mail reaches them. @throws DomainError email_unverified */
export async function assertEmailVerified(db: Db, clientId: string, userId: string | undefined): Promise<void> {
  const verified = await db.membership.count({
    where: { clientId, ...(userId ? { userId } : { role: 'owner' }), user: { emailVerifiedAt: { not: null } } },
  })
  if (verified === 0) throw new DomainError('email_unverified')
}

/** What the client is billed in. @throws DomainError not_found */
export async function currencyOf(db: Db, clientId: string): Promise<string> {
  const client = await db.client.findUnique({ where: { id: clientId }, select: { currency: true } })
  if (!client) throw notFound('client')
  return client.currency
}
