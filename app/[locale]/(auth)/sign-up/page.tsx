import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { CheckboxField } from '@/components/form/checkbox-field'
import { Field } from '@/components/form/field'
import { Form } from '@/components/form/form'
import { HiddenFields } from '@/components/form/hidden-fields'
import { PasswordField } from '@/components/form/password-field'
import { SubmitButton } from '@/components/form/submit-button'
import { Input } from '@/components/ui/input'
import { passwordMinLength } from '@/lib/domain/accounts/password-policy'
import { Link } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'
import { signUpAction } from '../actions'
import { AuthCard } from '../_components/auth-card'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('auth'))('signUp.title') }
}

type Props = { searchParams: Promise<{ plan?: string | string[] }> }

export default async function SignUpPage({ searchParams }: Props) {
  const [{ plan }, t] = [await searchParams, await getTranslations('auth')]
  return (
    <AuthCard title={t('signUp.title')} lead={t('signUp.lead')} foot={<>{t('signUp.hasAccount')} <Link className="link" href={routes.signIn()}>{t('signUp.signIn')}</Link></>}>
      <Form action={signUpAction} label={t('signUp.title')}>
        <HiddenFields values={{ plan: typeof plan === 'string' && /^[\w-]{1,60}$/.test(plan) ? plan : undefined }} />
        <Field name="name" label={t('signUp.name')}><Input autoComplete="name" required /></Field>
        <Field name="companyName" label={t('signUp.company')} isOptional><Input autoComplete="organization" /></Field>
        <Field name="email" label={t('email')} hint={t('signUp.emailHint')}><Input type="email" autoComplete="username" required /></Field>
        <PasswordField name="password" label={t('password')} hint={t('signUp.passwordHint', { min: passwordMinLength })} autoComplete="new-password" minLength={passwordMinLength} />
        <CheckboxField name="acceptTerms" label={t('signUp.terms')} />
        <SubmitButton>{t('signUp.submit')}</SubmitButton>
      </Form>
    </AuthCard>
  )
}
