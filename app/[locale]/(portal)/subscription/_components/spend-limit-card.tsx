import { getTranslations } from 'next-intl/server'
import { Field } from '@/components/form/field'
import { Form } from '@/components/form/form'
import { SubmitButton } from '@/components/form/submit-button'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { Select } from '@/components/ui/input'
import { can } from '@/lib/auth/permissions'
import type { SubscriptionView } from '@/lib/domain/billing/view'
import { getPlan } from '@/lib/domain/catalog'
import type { PortalCtx } from '@/lib/http/context'
import { exponentOf, formatMoney } from '@/lib/kernel/money'
import { setSpendLimitAction } from '../actions'

const offered = [0n, 10n, 25n, 50n, 100n, 250n, 500n, 1_000n, 2_500n]

/** How much usage beyond the plan may cost; only where the plan allows any. */
export async function SpendLimitCard({ ctx, subscription }: { ctx: PortalCtx; subscription: SubscriptionView }) {
  const t = await getTranslations('billing.subscription')
  const plan = await getPlan(ctx, { id: subscription.planCode }).catch(() => null)
  const { currency, spendLimitMinor } = subscription
  const unit = 10n ** BigInt(exponentOf(currency))
  const amounts = [...new Set([...offered.map((one) => one * unit), spendLimitMinor])].sort((a, b) => (a < b ? -1 : 1))
  const isStop = plan?.overage === 'stop'
  return (
    <Card>
      <CardHeader title={t('limitTitle')} hint={isStop ? t('limitStop') : t('limitHint')} />
      {isStop || !can(ctx.actor, 'billing.setSpendLimit') ? <CardBody className="pt-0" /> : (
        <CardBody>
          <Form action={setSpendLimitAction} okToast={t('limitSaved')}>
            <Field name="amountMinor" label={t('limitLabel')}>
              <Select key={String(spendLimitMinor)} defaultValue={String(spendLimitMinor)}>
                {amounts.map((minor) => <option key={String(minor)} value={String(minor)}>{formatMoney({ minor, currency })}</option>)}
              </Select>
            </Field>
            <div><SubmitButton>{t('limitSave')}</SubmitButton></div>
          </Form>
        </CardBody>
      )}
    </Card>
  )
}
