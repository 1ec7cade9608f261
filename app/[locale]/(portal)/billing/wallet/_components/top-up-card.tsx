import { useTranslations } from 'next-intl'
import { AmountInput } from '@/components/form/amount-input'
import { Button } from '@/components/ui/button'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { Label } from '@/components/ui/label'
import { Link } from '@/lib/i18n/navigation'
import { exponentOf, formatMoney, parseMoney } from '@/lib/kernel/money'
import { routes } from '@/lib/routes'
import { TopUpForm } from './top-up-form'

/** Round amounts of the currency: a yen is worth about a cent. */
const offered = (currency: string): string[] => (exponentOf(currency) === 0 ? ['1000', '2500', '5000', '10000'] : ['10', '25', '50', '100'])

/** Chooses an amount; what it costs with tax is shown before anything is charged. */
export function TopUpCard({ currency }: { currency: string }) {
  const t = useTranslations('billing.wallet')
  return (
    <Card>
      <CardHeader title={t('topUp')} hint={t('topUpHint')} />
      <CardBody className="grid gap-4">
        <div className="flex flex-wrap gap-2">
          {offered(currency).map((amount) => (
            <Button key={amount} asChild><Link href={routes.topUp({ amount })}><bdi dir="ltr">{formatMoney(parseMoney(amount, currency) ?? { minor: 0n, currency })}</bdi></Link></Button>
          ))}
        </div>
        <TopUpForm>
          <div className="grid grow gap-1.5">
            <Label htmlFor="top-up-amount">{t('otherAmount', { currency })}</Label>
            <AmountInput id="top-up-amount" name="amount" required />
          </div>
          <Button type="submit" look="primary">{t('preview')}</Button>
        </TopUpForm>
      </CardBody>
    </Card>
  )
}
