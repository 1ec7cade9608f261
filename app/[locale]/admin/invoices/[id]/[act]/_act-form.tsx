import { getTranslations } from 'next-intl/server'
import { Button } from '@/components/ui/button'
import { Card, CardBody } from '@/components/ui/card'
import { Money } from '@/components/data/money'
import { Input, Select, Textarea } from '@/components/ui/input'
import { Label } from '@/components/ui/label'
import type { StaffInvoiceView } from '@/lib/domain/admin/invoices/view'
import { creditReasons } from '@/lib/domain/billing/invoices/credit/reasons'
import type { Locale } from '@/lib/i18n/locale'
import type { Wish } from './_wish'

type Props = { invoice: StaffInvoiceView; act: 'credit' | 'refund'; wish: Wish; locale: Locale }

/** How much, why and where to: asked by GET, so that the preview is an address and nothing typed is lost. */
export async function ActForm({ invoice, act, wish, locale }: Props) {
  const [t, note] = [await getTranslations('admin.invoices'), await getTranslations('creditNote')]
  const { currency } = invoice
  return (
    <Card>
      <CardBody>
        <form className="grid gap-5">
          <div className="grid gap-1.5">
            <Label htmlFor="scope">{t('scope')}</Label>
            <Select id="scope" name="scope" defaultValue={wish.scope}>
              <option value="full">{t('scopeFull')}</option>
              <option value="amount">{t('scopeAmount')}</option>
              <option value="lines">{t('scopeLines')}</option>
            </Select>
          </div>
          <div className="grid gap-1.5">
            <Label htmlFor="amount">{t('amountWithTax', { currency })}</Label>
            <Input id="amount" name="amount" inputMode="decimal" dir="ltr" defaultValue={wish.amount} autoComplete="off" aria-describedby="amount-note" />
            <p id="amount-note" className="text-caption text-text-3">{t('amountNote')}</p>
          </div>
          <details open={wish.scope === 'lines'}>
            <summary className="cursor-pointer font-medium">{t('linesLabel', { currency })}</summary>
            <ul className="mt-3 grid gap-3">
              {invoice.lines.map((line, at) => (
                <li key={line.id} className="grid gap-1.5 sm:grid-cols-3 sm:items-center">
                  <Label htmlFor={`line${at}`} className="sm:col-span-2">{line.description[locale]} · <Money minor={line.amountMinor} currency={currency} /></Label>
                  <Input id={`line${at}`} name={`line${at}`} inputMode="decimal" dir="ltr" defaultValue={wish.lines[at]} autoComplete="off" />
                </li>
              ))}
            </ul>
          </details>
          {act === 'credit' ? (
            <div className="grid gap-1.5">
              <Label htmlFor="destination">{t('destination')}</Label>
              <Select id="destination" name="destination" defaultValue={wish.destination} aria-describedby="destination-note">
                <option value="wallet">{t('toWallet')}</option>
                <option value="refund">{t('toRefund')}</option>
              </Select>
              <p id="destination-note" className="text-caption text-text-3">{t('destinationNote')}</p>
            </div>
          ) : null}
          <div className="grid gap-1.5">
            <Label htmlFor="reason">{t('reason')}</Label>
            <Select id="reason" name="reason" defaultValue={wish.reason}>{creditReasons.map((reason) => <option key={reason} value={reason}>{note(`reason.${reason}`)}</option>)}</Select>
          </div>
          <div className="grid gap-1.5">
            <Label htmlFor="memo">{t('memo')}</Label>
            <Textarea id="memo" name="memo" rows={2} maxLength={500} defaultValue={wish.memo} />
          </div>
          <div><Button type="submit">{t('preview')}</Button></div>
        </form>
      </CardBody>
    </Card>
  )
}
