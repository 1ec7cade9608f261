import { getTranslations } from 'next-intl/server'
import { ConfirmDialog } from '@/components/form/confirm-dialog'
import { Field } from '@/components/form/field'
import { Button } from '@/components/ui/button'
import { Input, Textarea } from '@/components/ui/input'
import type { StaffCoinRefundView } from '@/lib/domain/admin/coins/view'
import { ltr } from '@/lib/i18n/isolate'
import { cancelCoinRefundAction, markCoinRefundSentAction, setCoinRefundDestinationAction } from '../actions'

const textInput = <Input dir="ltr" autoComplete="off" spellCheck={false} />

/** A person signs in their own wallet; here they say where to, that it was sent, or that it will not be. */
export async function RefundActs({ refund }: { refund: StaffCoinRefundView }) {
  const t = await getTranslations('admin.coins')
  const coins = ltr(`${refund.amountText} ${refund.asset}`)
  if (refund.state === 'sent' || refund.state === 'canceled') return null
  return (
    <>
      {refund.state === 'needs_operator' && refund.destination ? (
        <ConfirmDialog
          trigger={<Button size="sm">{t('markSent')}</Button>} title={t('markSentTitle', { coins })} look="primary"
          consequences={[t('markSentTo', { address: ltr(refund.destination) }), t('markSentHint')]} action={markCoinRefundSentAction} values={{ id: refund.id }} confirmLabel={t('markSent')} okToast={t('markedSent')}
        ><Field name="txHash" label={t('txHash')}>{textInput}</Field></ConfirmDialog>
      ) : (
        <ConfirmDialog
          trigger={<Button size="sm">{t('setDestination')}</Button>} title={t('setDestination')} look="primary" consequences={[t('setDestinationHint')]}
          action={setCoinRefundDestinationAction} values={{ id: refund.id }} confirmLabel={t('setDestination')} okToast={t('destinationSet')}
        ><Field name="address" label={t('destination')}>{textInput}</Field></ConfirmDialog>
      )}
      <ConfirmDialog
        trigger={<Button size="sm" look="ghost">{t('cancelRefund')}</Button>} title={t('cancelRefundTitle', { coins })} consequences={[t('cancelRefundHint')]}
        action={cancelCoinRefundAction} values={{ id: refund.id }} confirmLabel={t('cancelRefund')} okToast={t('refundCanceled')}
      ><Field name="note" label={t('note')}><Textarea rows={2} /></Field></ConfirmDialog>
    </>
  )
}
