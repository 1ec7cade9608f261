import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { Form } from '@/components/form/form'
import { HiddenFields } from '@/components/form/hidden-fields'
import { SubmitButton } from '@/components/form/submit-button'
import { Notice } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { Link } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'
import { verifyEmailAction } from '../actions'
import { AuthCard } from '../_components/auth-card'
import { SubmitOnce } from '../_components/submit-once'
import { UnlessSpent } from '../_components/unless-spent'

type Props = { searchParams: Promise<{ token?: string | string[]; plan?: string | string[] }> }

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('auth'))('verify.title') }
}

/** Opening the link changes nothing: the form does, which scripts send at once and a button sends without them. */
export default async function VerifyEmailPage({ searchParams }: Props) {
  const [{ token, plan }, t] = [await searchParams, await getTranslations('auth')]
  return (
    <AuthCard title={t('verify.title')} lead={t('verify.lead')} foot={<Link className="link" href={routes.signIn()}>{t('backToSignIn')}</Link>}>
      {typeof token === 'string' && token !== '' ? (
        <Form action={verifyEmailAction} label={t('verify.title')}>
          <HiddenFields values={{ token, plan: typeof plan === 'string' ? plan : undefined }} />
          <SubmitOnce />
          <UnlessSpent otherwise={<><p className="text-text-2">{t('verify.spent')}</p><Button asChild look="primary"><Link href={routes.signIn()}>{t('signIn.title')}</Link></Button></>}>
            <SubmitButton>{t('verify.submit')}</SubmitButton>
          </UnlessSpent>
        </Form>
      ) : <Notice look="warning">{t('verify.noToken')}</Notice>}
    </AuthCard>
  )
}
