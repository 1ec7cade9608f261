import { useTranslations } from 'next-intl'
import { rateText } from '@/components/billing/priced-lines'
import { Money } from '@/components/data/money'
import type { CouponView } from '@/lib/domain/admin/coupons/view'

/** What a coupon takes off. */
export function CouponValue({ coupon }: { coupon: CouponView }) {
  return coupon.percentPpm !== null ? <bdi dir="ltr">{rateText(coupon.percentPpm)}</bdi> : <Money minor={coupon.amountMinor ?? 0n} currency={coupon.currency ?? 'USD'} />
}

/** For how long it does. */
export function CouponDuration({ coupon }: { coupon: CouponView }) {
  const t = useTranslations('admin.coupons')
  return coupon.duration === 'repeating' ? t('periods', { count: coupon.durationPeriods ?? 0 }) : t(`durations.${coupon.duration}`)
}

/** How many were taken, of how many. */
export function Taken({ count, max }: { count: number; max: number | null }) {
  return <bdi dir="ltr">{max === null ? count : `${count} / ${max}`}</bdi>
}
