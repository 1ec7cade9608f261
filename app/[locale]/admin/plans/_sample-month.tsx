'use client'
import { Money } from '@/components/data/money'
import { useForm } from '@/components/form/form-context'
import { Notice } from '@/components/ui/banner'
import type { PlanMonthView } from '@/lib/domain/admin/plans/view'
import { formatNumber } from '@/lib/i18n/format'
import type { Locale } from '@/lib/i18n/locale'

type Texts = { total: string; beyond: string; refused: string; interim: string }

/** What the sample month comes to, under the button that asks for it. */
export function SampleMonth({ locale, texts }: { locale: Locale; texts: Texts }) {
  const { state } = useForm()
  // The region is there before the result: only what changes inside it is read out.
  return <div role="status">{state.status === 'ok' ? <Month month={state.data as PlanMonthView} locale={locale} texts={texts} /> : null}</div>
}

function Month({ month, locale, texts }: { month: PlanMonthView; locale: Locale; texts: Texts }) {
  const { currency, lines, subtotalMinor, beyondTokens, refusedTokens, interimInvoices } = month
  const facts = [[texts.beyond, beyondTokens], [texts.refused, refusedTokens], [texts.interim, interimInvoices]] as const
  return (
    <div className="grid gap-3">
      <dl className="grid gap-3">
        {lines.map((line, at) => (
          <div key={at} className="flex justify-between gap-4"><dt className="min-w-0">{line.description[locale]}</dt><dd><Money minor={line.amountMinor} currency={currency} /></dd></div>
        ))}
        <div className="flex justify-between gap-4 border-t pt-3 font-semibold"><dt>{texts.total}</dt><dd><Money minor={subtotalMinor} currency={currency} /></dd></div>
      </dl>
      {facts.some(([, count]) => count > 0n) ? (
        <Notice look={refusedTokens > 0n ? 'warning' : 'info'}>
          {facts.filter(([, count]) => count > 0n).map(([text, count]) => <span key={text} className="block">{text}: <bdi dir="ltr">{formatNumber(count)}</bdi></span>)}
        </Notice>
      ) : null}
    </div>
  )
}
