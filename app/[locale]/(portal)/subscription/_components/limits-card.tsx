import { getTranslations } from 'next-intl/server'
import { DateTime } from '@/components/data/date-time'
import { KeyValueList } from '@/components/data/key-value-list'
import { LimitBar } from '@/components/data/limit-bar'
import { Money } from '@/components/data/money'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { getLimits } from '@/lib/domain/billing'
import type { PortalCtx } from '@/lib/http/context'
import { formatNumber } from '@/lib/i18n/format'

/** What the plan allows and how much of it is used. */
export async function LimitsCard({ ctx }: { ctx: PortalCtx }) {
  const [t, catalog, limits] = [await getTranslations('billing.manage.limits'), await getTranslations('catalog'), await getLimits(ctx, {})]
  if (!limits) return null
  const { month, currency, supportHours } = limits
  const number = (value: number) => <bdi dir="ltr">{formatNumber(value)}</bdi>
  return (
    <Card>
      <CardHeader title={t('title')} />
      <CardBody className="grid gap-5">
        {month ? (
          <>
            <LimitBar label={t('tokens')} used={month.usedTokens} limit={month.includedTokens} note={t.rich('resets', { date: () => <DateTime at={month.endsAt} timeZone={ctx.session.client.timeZone} show="date" /> })} />
            {limits.allowsOverage ? (
              <LimitBar
                label={t('overage')} used={month.overageMinor} limit={month.spendLimitMinor} usedText={<Money minor={month.overageMinor} currency={currency} />}
                limitText={<Money minor={month.spendLimitMinor} currency={currency} />}
              />
            ) : null}
          </>
        ) : <p className="text-text-2">{t('none')}</p>}
        <LimitBar label={t('keys')} used={limits.keys} limit={limits.maxKeys} />
        <KeyValueList items={[
          { label: t('rate'), value: number(limits.requestsPerMinute) },
          { label: t('tokensPerMinute'), value: number(limits.tokensPerMinute) },
          { label: t('models'), value: number(limits.models) },
          { label: t('support'), value: supportHours === null ? catalog('support.community') : catalog('support.hours', { hours: supportHours }) },
        ]} />
      </CardBody>
    </Card>
  )
}
