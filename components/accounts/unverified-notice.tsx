import { getTranslations } from 'next-intl/server'
import { Form, type FormAction } from '@/components/form/form'
import { SubmitButton } from '@/components/form/submit-button'
import { Notice } from '@/components/ui/banner'
import type { ResentView } from '@/lib/domain/accounts/view'

/** Says what waits for the confirmation and sends the mail again. */
export async function UnverifiedNotice({ email, resendAction }: { email: string; resendAction: FormAction<ResentView> }) {
  const t = await getTranslations('accounts')
  return (
    <Notice look="warning" title={t('unverified.title')}>
      <p>{t.rich('unverified.body', { email, bdi: (text) => <bdi dir="ltr">{text}</bdi> })}</p>
      <Form action={resendAction} okToast={t('unverified.sent')} label={t('unverified.resend')} className="mt-2">
        <div><SubmitButton look="secondary" size="sm">{t('unverified.resend')}</SubmitButton></div>
      </Form>
    </Notice>
  )
}
