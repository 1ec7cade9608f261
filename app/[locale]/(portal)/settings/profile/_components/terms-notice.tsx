import { getTranslations } from 'next-intl/server'
import { CheckboxField } from '@/components/form/checkbox-field'
import { Form } from '@/components/form/form'
import { SubmitButton } from '@/components/form/submit-button'
import { Notice } from '@/components/ui/banner'
import { acceptTermsAction } from '../../actions'

/** The terms have changed since they were accepted; no new plan starts until somebody who may accepts them. */
export async function TermsNotice({ canAccept }: { canAccept: boolean }) {
  const t = await getTranslations()
  return (
    <Notice look="warning" title={t('accounts.terms.title')}>
      <p>{t(canAccept ? 'accounts.terms.body' : 'accounts.terms.askAdmin')}</p>
      {canAccept ? (
        <Form action={acceptTermsAction} okToast={t('accounts.terms.accepted')} label={t('accounts.terms.title')} className="mt-2 gap-3">
          <CheckboxField name="acceptTerms" label={t('auth.signUp.terms')} />
          <div><SubmitButton look="secondary" size="sm">{t('accounts.terms.accept')}</SubmitButton></div>
        </Form>
      ) : null}
    </Notice>
  )
}
