import { useTranslations } from 'next-intl'
import { DateTime } from '@/components/data/date-time'
import { Money } from '@/components/data/money'
import { ConfirmDialog } from '@/components/form/confirm-dialog'
import { Notice } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import type { TopUpView } from '@/lib/domain/billing/wallet/view'
import { Link } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'
import { cancelTopUpAction } from '../actions'

/** Top-ups that wait for their payment: pay them or give them up. */
export function PendingTopUps({ topUps, timeZone, mayPay }: { topUps: readonly TopUpView[]; timeZone: string; mayPay: boolean }) {
  const t = useTranslations('billing.wallet')
  return topUps.map((topUp) => (
    <Notice key={topUp.id} look="warning" title={t('pending')}>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p><Money minor={topUp.amountMinor} currency={topUp.currency} /> · <DateTime at={topUp.createdAt} timeZone={timeZone} /> · {topUp.isAutomatic ? t('pendingAutomatic') : t('pendingBody')}</p>
        {mayPay && !topUp.isAutomatic ? (
          <div className="flex flex-wrap gap-2">
            <ConfirmDialog
              trigger={<Button size="sm">{t('giveUp')}</Button>} title={t('giveUpTitle')} consequences={[t('giveUpBody')]} action={cancelTopUpAction} values={{ id: topUp.id }}
              confirmLabel={t('giveUp')}
            />
            <Button asChild size="sm" look="primary"><Link href={routes.invoice(topUp.invoiceId)}>{t('payNow')}</Link></Button>
          </div>
        ) : null}
      </div>
    </Notice>
  ))
}
