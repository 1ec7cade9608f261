import { useLocale, useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { methodName } from '@/components/billing/method-name'
import { Button } from '@/components/ui/button'
import type { AttentionView } from '@/lib/domain/portal/view'
import { formatDate } from '@/lib/i18n/format'
import { isolated, ltr } from '@/lib/i18n/isolate'
import type { Locale } from '@/lib/i18n/locale'
import { Link } from '@/lib/i18n/navigation'
import { formatMoney } from '@/lib/kernel/money'
import { routes } from '@/lib/routes'

type Props = { items: AttentionView[]; timeZone: string }

/** Everything that waits for the client, one line and one button each. Absent when there is nothing. */
export function Attention({ items, timeZone }: Props) {
  const t = useTranslations('dashboard.attention')
  const locale = useLocale() as Locale
  if (items.length === 0) return null
  const lines = items.map((item) => lineOf(item, t, (instant) => formatDate(instant, locale, timeZone), locale))
  return (
    <section aria-labelledby="attention" className="rounded-card border bg-warning-tint p-4 text-warning">
      <h2 id="attention" className="text-h3 font-medium">{t('title')}</h2>
      <ul className="mt-2 grid gap-2">
        {lines.map((line) => (
          <li key={line.key} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
            <span className="min-w-0 text-text wrap-anywhere">{line.text}</span>
            <Button asChild size="sm"><Link href={line.href}>{line.act}</Link></Button>
          </li>
        ))}
      </ul>
    </section>
  )
}

type Line = { key: string; text: ReactNode; act: string; href: string }
type Translate = ReturnType<typeof useTranslations<'dashboard.attention'>>

function lineOf(item: AttentionView, t: Translate, date: (instant: Date) => string, locale: Locale): Line {
  switch (item.kind) {
    case 'invoice': {
      const amount = ltr(formatMoney({ minor: item.balanceMinor, currency: item.currency }))
      const text = t(item.isOverdue ? 'invoiceOverdue' : 'invoiceDue', { number: ltr(item.number ?? ''), amount, date: item.dueAt ? date(item.dueAt) : '' })
      return { key: item.id, text, act: t('pay', { amount }), href: routes.invoice(item.id) }
    }
    case 'subscriptionIncomplete':
      return {
        key: item.id, text: t('subscriptionIncomplete', { plan: isolated(item.planName[locale]) }), act: t('finishPayment'),
        href: item.invoiceId ? routes.invoice(item.invoiceId) : routes.subscription(),
      }
    case 'subscriptionPastDue':
      return { key: item.id, text: t('subscriptionPastDue', { plan: isolated(item.planName[locale]) }), act: t('openBilling'), href: routes.unpaid() }
    case 'subscriptionEnding':
      return { key: item.id, text: t('subscriptionEnding', { plan: isolated(item.planName[locale]), date: date(item.endsAt) }), act: t('openSubscription'), href: routes.subscription() }
    case 'keyExpiring':
      return { key: item.id, text: t('keyExpiring', { name: isolated(item.name), date: date(item.expiresAt) }), act: t('openKey'), href: routes.key(item.id) }
    case 'methodEnding':
      return { key: item.id, text: t(item.isExpired ? 'methodExpired' : 'methodEnding', { name: ltr(methodName({ brand: item.brand, last4: item.last4 })) }), act: t('openMethods'), href: routes.methods() }
    case 'allowance':
      return { key: item.kind, text: t('allowance', { percent: ltr(`${item.percent}%`), date: date(item.resetsAt) }), act: t('openUsage'), href: routes.usage({ period: 'current' }) }
    case 'spendLimit':
      return { key: item.kind, text: t('spendLimit', { percent: ltr(`${item.percent}%`), date: date(item.resetsAt) }), act: t('raiseLimit'), href: routes.billing() }
    case 'instances':
      return instanceLine(item, t, date)
  }
}

/** One instance is named, several are counted; the button leads to what helps. */
function instanceLine({ problem, instances, deletesAt }: Extract<AttentionView, { kind: 'instances' }>, t: Translate, date: (instant: Date) => string): Line {
  const [first] = instances
  const what = t(`instances.${problem}`, { count: instances.length, name: isolated(first?.name ?? '') })
  const end = deletesAt ? ` ${t('instances.deletes', { count: instances.length, date: date(deletesAt) })}` : ''
  const one = first && instances.length === 1 ? { act: t('instances.open'), href: routes.instance(first.id) } : { act: t('instances.openAll'), href: routes.instances() }
  const ways = { unpaid: { act: t('instances.addFunds'), href: routes.wallet() }, expired: { act: t('openSubscription'), href: routes.subscription() } }
  return { key: `instances.${problem}`, text: what + end, ...(problem === 'unpaid' || problem === 'expired' ? ways[problem] : one) }
}
