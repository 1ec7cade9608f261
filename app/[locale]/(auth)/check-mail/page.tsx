import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { Notice } from '@/components/ui/banner'
import { visitorContext } from '@/lib/http/context'
import { Link } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'
import { AuthCard } from '../_components/auth-card'

type Props = { searchParams: Promise<{ about?: string | string[] }> }

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('auth'))('checkMail.title') }
}

/** The same page for known and unknown addresses. */
export default async function CheckMailPage({ searchParams }: Props) {
  const [{ about }, t, ctx] = [await searchParams, await getTranslations('auth'), await visitorContext()]
  const isReset = about === 'reset'
  return (
    <AuthCard title={t('checkMail.title')} lead={t(isReset ? 'checkMail.reset' : 'checkMail.verify')} foot={<Link className="link" href={routes.signIn()}>{t('backToSignIn')}</Link>}>
      {ctx.providers.mail.id === 'local' ? <Notice>{t('checkMail.local')}</Notice> : <p className="text-text-2">{t('checkMail.spam')}</p>}
    </AuthCard>
  )
}
