import { getTranslations } from 'next-intl/server'
import { ConfirmDialog } from '@/components/form/confirm-dialog'
import { Field } from '@/components/form/field'
import { Button } from '@/components/ui/button'
import { Textarea } from '@/components/ui/input'
import type { CoinAddressView } from '@/lib/domain/admin/coins/view'
import { ltr } from '@/lib/i18n/isolate'
import { ignoreCoinArrivalAction } from '../actions'

/** Coins that the operator sent here themselves, such as gas to move tokens on, are said to be theirs: they pay for nothing. */
export async function ArrivalActs({ arrivals }: Pick<CoinAddressView, 'arrivals'>) {
  const t = await getTranslations('admin.coins')
  return arrivals.filter(({ isIgnored }) => !isIgnored).map(({ id, asset, amountText, isBooked }) => {
    const coins = ltr(`${amountText} ${asset}`)
    return (
      <ConfirmDialog
        key={id} trigger={<Button size="sm" look="ghost">{t('ignore', { coins })}</Button>} title={t('ignoreTitle', { coins })}
        consequences={[t(isBooked ? 'ignoreBooked' : 'ignoreUnbooked'), t('ignoreHint')]} action={ignoreCoinArrivalAction} values={{ id }} confirmLabel={t('ignoreConfirm')} okToast={t('ignored')}
      ><Field name="note" label={t('note')}><Textarea rows={2} /></Field></ConfirmDialog>
    )
  })
}
