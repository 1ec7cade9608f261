import type { Db } from '@/lib/db/transaction'
import { isLocale } from '@/lib/i18n/locale'
import { required } from '@/lib/kernel/assert'
import { currentTermsVersion } from './terms-version'
import type { ProfileView } from './view'

const profileFields = {
  companyName: true, country: true, addressLine1: true, addressLine2: true, city: true, postalCode: true, region: true, taxId: true, billingEmail: true,
  timeZone: true, locale: true, termsVersion: true, termsAcceptedAt: true,
} as const

export async function readProfile(db: Db, clientId: string): Promise<ProfileView> {
  const client = await db.client.findUniqueOrThrow({ where: { id: clientId }, select: { name: true, currency: true, profile: { select: profileFields } } })
  const profile = required(client.profile, `profile of ${clientId}`)
  const mustAcceptTerms = profile.termsVersion !== (await currentTermsVersion(db))
  return { name: client.name, currency: client.currency, ...profile, locale: isLocale(profile.locale) ? profile.locale : 'en', mustAcceptTerms }
}
