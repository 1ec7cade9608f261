import { useTranslations } from 'next-intl'
import { Button } from '@/components/ui/button'
import { Select } from '@/components/ui/input'
import { declineReasons, savedCardChoices, type SandboxChargeView } from '@/lib/domain/billing/sandbox-schema'
import type { Locale } from '@/lib/i18n/locale'
import { getPathname } from '@/lib/i18n/navigation'
import { ltr } from '@/lib/i18n/isolate'
import { formatMoney } from '@/lib/kernel/money'
import { routes } from '@/lib/routes'

/** Every way a payment can end, each a plain button of one form. */
export function DecideForm({ charge, locale }: { charge: SandboxChargeView; locale: Locale }) {
  const t = useTranslations('billing.sandbox')
  const action = getPathname({ href: routes.sandboxDecision(charge.id), locale })
  if (charge.state === 'needs_second_step') {
    return (
      <form method="post" action={action} className="grid gap-3">
        <Button type="submit" name="outcome" value="approve" look="primary" size="lg">{t('approve')}</Button>
        <Button type="submit" name="outcome" value="refuse" size="lg">{t('refuse')}</Button>
        <Button type="submit" name="outcome" value="cancel" look="ghost">{t('cancel')}</Button>
      </form>
    )
  }
  const card = charge.savesCard ? (
    <label className="grid gap-1.5"><span className="text-text-2">{t('saveAs')}</span>
      <Select name="card" defaultValue="pays">{savedCardChoices.map((choice) => <option key={choice} value={choice}>{t(`card.${choice}`)}</option>)}</Select>
    </label>
  ) : null
  if (charge.kind === 'setup') {
    return (
      <form method="post" action={action} className="grid gap-3">
        {card}
        <Button type="submit" name="outcome" value="succeed" look="primary" size="lg">{t('saveCard')}</Button>
        <Button type="submit" name="outcome" value="cancel" look="ghost">{t('cancel')}</Button>
      </form>
    )
  }
  return (
    <form method="post" action={action} className="grid gap-3">
      {card}
      <Button type="submit" name="outcome" value="succeed" look="primary" size="lg">{t('succeed', { amount: ltr(formatMoney({ minor: charge.amountMinor, currency: charge.currency })) })}</Button>
      <Button type="submit" name="outcome" value="second_step">{t('secondStep')}</Button>
      <Button type="submit" name="outcome" value="later">{t('later')}</Button>
      <div className="grid gap-2 rounded-control border p-3">
        <label className="grid gap-1.5"><span className="text-text-2">{t('declineAs')}</span>
          <Select name="reason" defaultValue="card_declined">{declineReasons.map((reason) => <option key={reason} value={reason}>{t(`reason.${reason}`)}</option>)}</Select>
        </label>
        <Button type="submit" name="outcome" value="decline">{t('decline')}</Button>
      </div>
      <Button type="submit" name="outcome" value="cancel" look="ghost">{t('cancel')}</Button>
    </form>
  )
}
