import type { Metadata } from 'next'
import { getLocale, getTranslations } from 'next-intl/server'
import { Field } from '@/components/form/field'
import { Form } from '@/components/form/form'
import { HiddenFields } from '@/components/form/hidden-fields'
import { PasswordField } from '@/components/form/password-field'
import { SubmitButton } from '@/components/form/submit-button'
import { Notice } from '@/components/ui/banner'
import { Input } from '@/components/ui/input'
import { readSession } from '@/lib/auth/session'
import { safeNext } from '@/lib/http/safe-next'
import { Link, redirect } from '@/lib/i18n/navigation'
import { isLocale } from '@/lib/i18n/locale'
import { routes } from '@/lib/routes'
import { signInAction } from '../actions'
import { AuthCard } from '../_components/auth-card'

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('auth'))('signIn.title') }
}

export default async function SignInPage({ searchParams }: Props) {
  const [query, t, session, locale] = [await searchParams, await getTranslations('auth'), await readSession(), await getLocale()]
  const next = safeNext(query.next)
  if (session) {
    const home = session.user.staffRole ? routes.admin() : routes.dashboard()
    redirect({ href: next?.href ?? home, locale: next?.locale ?? (isLocale(locale) ? locale : 'en') })
  }
  const done = query.done === 'verified' ? t('signIn.verified') : query.done === 'reset' ? t('signIn.reset') : undefined
  return (
    <AuthCard title={t('signIn.title')} foot={<>{t('signIn.noAccount')} <Link className="link" href={routes.signUp()}>{t('signIn.signUp')}</Link></>}>
      {done ? <Notice look="success">{done}</Notice> : null}
      {query.error === undefined ? null : <Notice look="danger">{t(query.error === 'rate_limited' ? 'signIn.tooMany' : 'signIn.refused')}</Notice>}
      <Form action={signInAction} label={t('signIn.title')}>
        <HiddenFields values={{ next: typeof query.next === 'string' && next ? query.next : undefined }} />
        <Field name="email" label={t('email')}><Input type="email" autoComplete="username" required autoFocus /></Field>
        <PasswordField
          name="password" label={t('password')} autoComplete="current-password"
          aside={<Link className="link text-caption" href={routes.forgotPassword()}>{t('signIn.forgot')}</Link>}
        />
        <SubmitButton>{t('signIn.submit')}</SubmitButton>
      </Form>
    </AuthCard>
  )
}
