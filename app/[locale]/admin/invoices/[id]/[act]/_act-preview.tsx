import { getTranslations } from 'next-intl/server'
import { Money } from '@/components/data/money'
import { Field } from '@/components/form/field'
import { Form } from '@/components/form/form'
import { HiddenFields } from '@/components/form/hidden-fields'
import { SubmitButton } from '@/components/form/submit-button'
import { Button } from '@/components/ui/button'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { Textarea } from '@/components/ui/input'
import type { InvoiceActPreviewView } from '@/lib/domain/admin/invoices/view'
import { ltr } from '@/lib/i18n/isolate'
import type { Locale } from '@/lib/i18n/locale'
import { Link } from '@/lib/i18n/navigation'
import { formatMoney } from '@/lib/kernel/money'
import { routes } from '@/lib/routes'
import { creditInvoiceAction, refundInvoiceAction, regenerateInvoiceAction, voidInvoiceAction, writeOffInvoiceAction } from '../../../actions'
import type { Wish } from './_wish'

const actions = { credit: creditInvoiceAction, refund: refundInvoiceAction, void: voidInvoiceAction, write_off: writeOffInvoiceAction, regenerate: regenerateInvoiceAction } as const

type Props = { invoiceId: string; preview: InvoiceActPreviewView; wish: Wish; locale: Locale }

/** Every figure of the act and its one button, which sends back the preview's instant and hash. */
export async function ActPreview({ invoiceId, preview, wish, locale }: Props) {
  const t = await getTranslations('admin.invoices')
  const { act, currency, frozenAt, hash } = preview
  const isCredit = act === 'credit' || act === 'refund'
  const values = {
    id: invoiceId, frozenAt: frozenAt.toISOString(), hash,
    ...(isCredit ? { reason: wish.reason, memo: wish.memo, amountMinor: wish.input.amountMinor as bigint | undefined } : {}), ...(act === 'credit' ? { destination: wish.destination } : {}),
  }
  const lines = isCredit && wish.scope === 'lines' ? (wish.input.lines ?? []) : []
  const amount = ltr(formatMoney({ minor: preview.totalMinor, currency }))
  return (
    <Card>
      <CardHeader title={t('previewTitle')} />
      <CardBody className="grid gap-5">
        <Figures preview={preview} locale={locale} />
        <Form action={actions[act]}>
          <HiddenFields values={values} />
          {lines.map((line, at) => <input key={at} type="hidden" name="lines" value={JSON.stringify(line, (_key, one: unknown) => (typeof one === 'bigint' ? one.toString() : one))} />)}
          {isCredit ? null : <Field name="reason" label={t('reasonText')}><Textarea rows={2} maxLength={500} /></Field>}
          <div className="flex flex-wrap justify-end gap-2">
            <Button asChild><Link href={routes.adminInvoice(invoiceId)}>{t('back')}</Link></Button>
            <SubmitButton look={act === 'regenerate' ? 'primary' : 'danger'}>{t(`confirm_${act}`, { amount })}</SubmitButton>
          </div>
        </Form>
      </CardBody>
    </Card>
  )
}

async function Figures({ preview, locale }: { preview: InvoiceActPreviewView; locale: Locale }) {
  const [t, doc] = [await getTranslations('admin.invoices'), await getTranslations('invoice')]
  const { act, currency } = preview
  const some = (label: string, minor: bigint) => (minor === 0n ? [] : [{ label, minor, isStrong: false }])
  const rows = [
    ...preview.lines.map(({ description, amountMinor }) => ({ label: description[locale], minor: amountMinor, isStrong: false })),
    ...(preview.lines.length > 0 ? [{ label: doc('subtotal'), minor: preview.subtotalMinor, isStrong: false }, ...some(doc('taxShort'), preview.taxMinor)] : []),
    { label: act === 'write_off' ? doc('writtenOff') : doc('total'), minor: preview.totalMinor, isStrong: true },
    ...some(t('applied'), preview.appliedMinor), ...some(t('walletGets'), preview.walletMinor), ...some(t('refundGets'), preview.refundMinor),
    { label: t('balanceBefore'), minor: preview.balanceBeforeMinor, isStrong: false },
    { label: t('balanceAfter'), minor: preview.balanceAfterMinor, isStrong: true },
  ]
  return (
    <dl className="grid gap-1.5">
      {rows.map((row, index) => (
        <div key={index} className={row.isStrong ? 'flex justify-between gap-6 border-t pt-1.5 font-semibold' : 'flex justify-between gap-6 text-text-2'}>
          <dt className="min-w-0">{row.label}</dt><dd><Money minor={row.minor} currency={currency} /></dd>
        </div>
      ))}
    </dl>
  )
}
