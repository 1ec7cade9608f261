import { useTranslations } from 'next-intl'
import { MethodName } from '@/components/billing/method-name'
import { ConfirmDialog } from '@/components/form/confirm-dialog'
import { Form } from '@/components/form/form'
import { HiddenFields } from '@/components/form/hidden-fields'
import { SubmitButton } from '@/components/form/submit-button'
import { Button } from '@/components/ui/button'
import type { SavedMethodView } from '@/lib/domain/billing/methods/view'
import { manageMethodAction, removeMethodAction, setDefaultMethodAction } from '../actions'

/** Make default, the provider's own page where it has one, and remove with a question first. */
export function MethodActs({ method, hasPage }: { method: SavedMethodView; hasPage: boolean }) {
  const t = useTranslations('billing.methods')
  return (
    <>
      {method.isDefault || method.isExpired ? null : (
        <Form action={setDefaultMethodAction} okToast={t('madeDefault')}>
          <HiddenFields values={{ id: method.id }} />
          <SubmitButton look="secondary" size="sm">{t('makeDefault')}</SubmitButton>
        </Form>
      )}
      {hasPage ? (
        <Form action={manageMethodAction}>
          <HiddenFields values={{ id: method.id }} />
          <SubmitButton look="ghost" size="sm">{t('manage')}</SubmitButton>
        </Form>
      ) : null}
      <ConfirmDialog
        trigger={<Button size="sm" look="ghost">{t('remove')}</Button>}
        title={t.rich('removeTitle', { name: () => <MethodName method={method} /> })}
        consequences={[t(method.isDefault ? 'removeDefaultHint' : 'removeHint')]}
        action={removeMethodAction} values={{ id: method.id }} confirmLabel={t('removeConfirm')} okToast={t('removed')}
      />
    </>
  )
}
