import { useLocale, useTranslations } from 'next-intl'
import { FieldNote } from '@/components/form/field'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'
import { Label } from '@/components/ui/label'
import type { DiscountLineView } from '@/lib/domain/billing/view'
import { ltr } from '@/lib/i18n/isolate'
import type { Locale } from '@/lib/i18n/locale'
import { getPathname, Link } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'

type Props = { planCode: string; interval: 'month' | 'year'; code: string | undefined; problem: string | undefined; discounts: readonly DiscountLineView[] }

/** Where a promotion code is typed: a plain form that asks for the page again, priced with it. */
export function CodeForm({ planCode, interval, code, problem, discounts }: Props) {
  const t = useTranslations('checkout.code')
  const locale = useLocale() as Locale
  if (code && !problem) {
    return (
      <p role="status" className="flex flex-wrap items-center justify-between gap-3">
        <span>{t(discounts.length > 0 ? 'counts' : 'countsLater', { code: ltr(code) })}</span>
        <Link className="link" href={routes.checkout({ plan: planCode, interval })}>{t('remove')}</Link>
      </p>
    )
  }
  return (
    <form method="get" action={getPathname({ href: routes.checkout({ plan: planCode }), locale }).split('?')[0]} className="grid gap-1.5">
      <input type="hidden" name="plan" value={planCode} />
      <input type="hidden" name="interval" value={interval} />
      <Label htmlFor="code">{t('label')}</Label>
      <div className="flex gap-2">
        <Input
          id="code" name="code" dir="ltr" autoComplete="off" autoCapitalize="characters" maxLength={60} defaultValue={code} className="rtl:text-end"
          aria-invalid={problem ? true : undefined} aria-describedby={problem ? 'code-note' : undefined}
        />
        <Button type="submit">{t('apply')}</Button>
      </div>
      <FieldNote id="code-note" error={problem} />
    </form>
  )
}
