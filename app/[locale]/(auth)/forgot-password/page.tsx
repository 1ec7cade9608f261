import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { Field } from '@/components/form/field'
import { Form } from '@/components/form/form'
import { SubmitButton } from '@/components/form/submit-button'
import { Input } from '@/components/ui/input'
import { Link } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'
import { forgotPasswordAction } from '../actions'
import { AuthCard } from '../_components/auth-card'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('auth'))('forgot.title') }
}

export default async function ForgotPasswordPage() {
  const t = await getTranslations('auth')
  return (
    <AuthCard title={t('forgot.title')} lead={t('forgot.lead')} foot={<Link className="link" href={routes.signIn()}>{t('backToSignIn')}</Link>}>
      <Form action={forgotPasswordAction} label={t('forgot.title')}>
        <Field name="email" label={t('email')}><Input type="email" autoComplete="username" required autoFocus /></Field>
        <SubmitButton>{t('forgot.submit')}</SubmitButton>
      </Form>
    </AuthCard>
  )
}
