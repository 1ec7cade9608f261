import { getTranslations } from 'next-intl/server'
import { Form, type FormAction } from '@/components/form/form'
import { PasswordField } from '@/components/form/password-field'
import { SubmitButton } from '@/components/form/submit-button'
import { Card, CardBody, CardFooter, CardHeader } from '@/components/ui/card'
import { passwordMinLength } from '@/lib/domain/accounts/schema'
import type { PasswordChangedView } from '@/lib/domain/accounts/view'

/** A new password for who knows the present one. */
export async function PasswordCard({ email, changeAction }: { email: string; changeAction: FormAction<PasswordChangedView> }) {
  const t = await getTranslations()
  return (
    <Card>
      <Form action={changeAction} okToast={t('accounts.security.passwordChanged')} resetsOnOk label={t('accounts.security.password')} isInCard>
        <CardHeader title={t('accounts.security.password')} hint={t('accounts.security.passwordHint')} />
        <CardBody className="grid gap-5">
          <input type="text" name="username" autoComplete="username" defaultValue={email} readOnly hidden />
          <PasswordField name="currentPassword" label={t('accounts.security.currentPassword')} autoComplete="current-password" />
          <PasswordField
            name="newPassword" label={t('accounts.security.newPassword')} hint={t('auth.signUp.passwordHint', { min: passwordMinLength })}
            autoComplete="new-password" minLength={passwordMinLength}
          />
        </CardBody>
        <CardFooter><SubmitButton>{t('accounts.security.changePassword')}</SubmitButton></CardFooter>
      </Form>
    </Card>
  )
}
