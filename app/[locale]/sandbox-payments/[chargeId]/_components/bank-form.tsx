import { useTranslations } from 'next-intl'
import { Notice } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { Select } from '@/components/ui/input'
import { disputeReasons, type SandboxChargeView } from '@/lib/domain/billing/sandbox-schema'
import { ltr } from '@/lib/i18n/isolate'
import type { Locale } from '@/lib/i18n/locale'
import { getPathname } from '@/lib/i18n/navigation'
import { formatMoney } from '@/lib/kernel/money'
import { routes } from '@/lib/routes'

/** What the card holder's bank can do about a payment that went through: take it back, and decide for one side. */
export function BankForm({ charge, locale }: { charge: SandboxChargeView; locale: Locale }) {
  const t = useTranslations('billing.sandbox.bank')
  const { dispute, currency } = charge
  const action = getPathname({ href: routes.sandboxDispute(charge.id), locale })
  return (
    <section className="grid gap-3 border-t pt-5" aria-labelledby="bank">
      <h2 id="bank" className="text-h2 font-semibold">{t('title')}</h2>
      {dispute ? <Notice look={dispute.state === 'open' ? 'warning' : 'info'}>{t(dispute.state, { amount: ltr(formatMoney({ minor: dispute.amountMinor, currency })) })}</Notice> : null}
      {dispute?.state === 'open' ? (
        <form method="post" action={action} className="grid gap-3">
          <Button type="submit" name="act" value="win">{t('win')}</Button>
          <Button type="submit" name="act" value="lose">{t('lose')}</Button>
        </form>
      ) : null}
      {dispute ? null : (
        <form method="post" action={action} className="grid gap-3">
          <p className="text-text-2">{t('lead')}</p>
          <label className="grid gap-1.5"><span className="text-text-2">{t('reasonLabel')}</span>
            <Select name="reason" defaultValue="fraudulent">{disputeReasons.map((reason) => <option key={reason} value={reason}>{t(`reason.${reason}`)}</option>)}</Select>
          </label>
          <label className="grid gap-1.5"><span className="text-text-2">{t('shareLabel')}</span>
            <Select name="share" defaultValue="whole">{(['whole', 'half'] as const).map((share) => <option key={share} value={share}>{t(`share.${share}`)}</option>)}</Select>
          </label>
          <Button type="submit" name="act" value="open">{t('take')}</Button>
        </form>
      )}
    </section>
  )
}
