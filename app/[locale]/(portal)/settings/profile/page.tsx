import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { UnverifiedNotice } from '@/components/accounts/unverified-notice'
import { PageHeader } from '@/components/data/page-header'
import { can } from '@/lib/auth/permissions'
import { getProfile } from '@/lib/domain/accounts'
import { portalContext } from '@/lib/http/context'
import { resendVerificationAction } from '../actions'
import { SettingsTabs } from '../_components/settings-tabs'
import { ClientCard } from './_components/client-card'
import { PersonCard } from './_components/person-card'
import { TermsNotice } from './_components/terms-notice'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('nav'))('profile') }
}

/** Who am I here, and what stands on my invoices? */
export default async function ProfilePage() {
  const ctx = await portalContext()
  const [t, profile] = [await getTranslations('accounts'), await getProfile(ctx, {})]
  const { user } = ctx.session
  return (
    <div className="mx-auto grid w-full max-w-form gap-6">
      <PageHeader title={t('profile.title')} lead={t('profile.lead')} />
      <SettingsTabs current="profile" />
      {user.emailVerifiedAt ? null : <UnverifiedNotice email={user.email} resendAction={resendVerificationAction} />}
      {profile.mustAcceptTerms ? <TermsNotice canAccept={can(ctx.actor, 'accounts.acceptTerms')} /> : null}
      <PersonCard user={user} />
      <ClientCard profile={profile} canEdit={can(ctx.actor, 'accounts.updateProfile')} locale={ctx.locale} />
    </div>
  )
}
