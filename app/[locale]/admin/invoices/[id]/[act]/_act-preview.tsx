import { getTranslations } from 'next-intl/server'
import { SumList, someRow, type SumRow } from '@/components/billing/sum-list'
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
  const rows: SumRow[] = [
    ...preview.lines.map(({ description, amountMinor }) => ({ label: description[locale], minor: amountMinor })),
    ...(preview.lines.length > 0 ? [{ label: doc('subtotal'), minor: preview.subtotalMinor }, ...someRow(doc('taxShort'), preview.taxMinor)] : []),
    { label: act === 'write_off' ? doc('writtenOff') : doc('total'), minor: preview.totalMinor, isStrong: true },
    ...someRow(t('applied'), preview.appliedMinor), ...someRow(t('walletGets'), preview.walletMinor), ...someRow(t('refundGets'), preview.refundMinor),
    { label: t('balanceBefore'), minor: preview.balanceBeforeMinor },
    { label: t('balanceAfter'), minor: preview.balanceAfterMinor, isStrong: true },
  ]
  return <SumList rows={rows} currency={currency} />
}
