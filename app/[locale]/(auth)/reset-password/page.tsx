import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { Form } from '@/components/form/form'
import { HiddenFields } from '@/components/form/hidden-fields'
import { PasswordField } from '@/components/form/password-field'
import { SubmitButton } from '@/components/form/submit-button'
import { Notice } from '@/components/ui/banner'
import { passwordMinLength } from '@/lib/domain/accounts/password-policy'
import { Link } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'
import { resetPasswordAction } from '../actions'
import { AuthCard } from '../_components/auth-card'

type Props = { searchParams: Promise<{ token?: string | string[] }> }

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('auth'))('reset.title') }
}

export default async function ResetPasswordPage({ searchParams }: Props) {
  const [{ token }, t] = [await searchParams, await getTranslations('auth')]
  return (
    <AuthCard title={t('reset.title')} lead={t('reset.lead')} foot={<Link className="link" href={routes.forgotPassword()}>{t('reset.again')}</Link>}>
      {typeof token === 'string' && token !== '' ? (
        <Form action={resetPasswordAction} label={t('reset.title')}>
          <HiddenFields values={{ token }} />
          <PasswordField name="password" label={t('reset.password')} hint={t('signUp.passwordHint', { min: passwordMinLength })} autoComplete="new-password" minLength={passwordMinLength} />
          <SubmitButton>{t('reset.submit')}</SubmitButton>
        </Form>
      ) : <Notice look="warning">{t('verify.noToken')}</Notice>}
    </AuthCard>
  )
}
