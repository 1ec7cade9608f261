import { getLocale, getTranslations } from 'next-intl/server'
import { Money } from '@/components/data/money'
import { DateTime } from '@/components/data/date-time'
import { KeyValueList } from '@/components/data/key-value-list'
import { AmountInput } from '@/components/form/amount-input'
import { Form } from '@/components/form/form'
import { HiddenFields } from '@/components/form/hidden-fields'
import { SubmitButton } from '@/components/form/submit-button'
import { Notice } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { Input, Select } from '@/components/ui/input'
import { Label } from '@/components/ui/label'
import { adjustmentKinds } from '@/lib/domain/admin/wallet/schema'
import type { AdjustmentPreviewView } from '@/lib/domain/admin/wallet/view'
import { getPathname, Link } from '@/lib/i18n/navigation'
import { ltr } from '@/lib/i18n/isolate'
import { formatMoney } from '@/lib/kernel/money'
import { routes } from '@/lib/routes'
import { staffZone } from '../../../../_components/staff-page'
import { adjustWalletAction } from '../actions'

export type Wish = { kind: (typeof adjustmentKinds)[number]; amount: string; reason: string; expiresOn: string }

/** What is wanted, as a plain form: its answer is the preview. */
export async function WishCard({ clientId, currency, wish, problem }: { clientId: string; currency: string; wish: Wish | null; problem: string | null }) {
  const [t, locale] = [await getTranslations('admin.wallet'), await getLocale()]
  return (
    <Card>
      <CardHeader title={t('adjust')} hint={t('adjustHint')} />
      <CardBody>
        <form action={getPathname({ href: routes.adminClientWallet(clientId), locale })} className="grid gap-5">
          {problem ? <Notice look="danger">{problem}</Notice> : null}
          <div className="grid gap-1.5">
            <Label htmlFor="kind">{t('what')}</Label>
            <Select id="kind" name="kind" defaultValue={wish?.kind ?? 'promo'}>{adjustmentKinds.map((kind) => <option key={kind} value={kind}>{t(`act.${kind}`)}</option>)}</Select>
          </div>
          <div className="grid gap-1.5"><Label htmlFor="amount">{t('amount', { currency })}</Label><AmountInput id="amount" name="amount" defaultValue={wish?.amount} required /></div>
          <div className="grid gap-1.5">
            <Label htmlFor="expiresOn">{t('expiresOn')}</Label><Input id="expiresOn" name="expiresOn" type="date" defaultValue={wish?.expiresOn} aria-describedby="expires-note" />
            <p id="expires-note" className="text-caption text-text-3">{t('expiresHint')}</p>
          </div>
          <div className="grid gap-1.5">
            <Label htmlFor="reason">{t('reason')}</Label><Input id="reason" name="reason" defaultValue={wish?.reason} required minLength={3} maxLength={300} aria-describedby="reason-note" />
            <p id="reason-note" className="text-caption text-text-3">{t('reasonHint')}</p>
          </div>
          <div><Button type="submit" look="primary">{t('preview')}</Button></div>
        </form>
      </CardBody>
    </Card>
  )
}

/** Before, after, and the button that books exactly that, once. */
export async function PreviewCard({ clientId, wish, preview }: { clientId: string; wish: Wish; preview: AdjustmentPreviewView }) {
  const t = await getTranslations('admin.wallet')
  const { currency, adjustmentId, amountMinor, kind, beforeMinor, afterMinor, expiresAt } = preview
  return (
    <Card>
      <CardHeader title={t(`confirmTitle.${kind}`)} />
      <CardBody className="grid gap-5">
        <KeyValueList items={[
          { label: t('amountLabel'), value: <Money minor={kind === 'debit' ? -amountMinor : amountMinor} currency={currency} /> },
          { label: t('before'), value: <Money minor={beforeMinor} currency={currency} /> },
          { label: t('after'), value: <Money minor={afterMinor} currency={currency} className="font-semibold" /> },
          ...(expiresAt ? [{ label: t('usableUntil'), value: <DateTime at={expiresAt} timeZone={staffZone} /> }] : []),
          { label: t('reason'), value: <bdi>{wish.reason}</bdi> },
        ]} />
        <Form key={adjustmentId} action={adjustWalletAction}>
          <HiddenFields values={{ id: clientId, adjustmentId, kind, amountMinor, reason: wish.reason, expiresOn: wish.expiresOn || undefined }} />
          <div className="flex flex-wrap gap-2">
            <SubmitButton>{t(`confirm.${kind}`, { amount: ltr(formatMoney({ minor: amountMinor, currency })) })}</SubmitButton>
            <Button asChild><Link href={routes.adminClientWallet(clientId)}>{t('back')}</Link></Button>
          </div>
        </Form>
      </CardBody>
    </Card>
  )
}
