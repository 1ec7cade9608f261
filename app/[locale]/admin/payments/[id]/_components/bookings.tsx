import { getTranslations } from 'next-intl/server'
import { DateTime } from '@/components/data/date-time'
import { EmptyState } from '@/components/data/empty-state'
import { Money } from '@/components/data/money'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import type { BookingView } from '@/lib/domain/admin/payments/view'
import { accountNames } from '../../../_components/money-names'
import { staffZone } from '../../../_components/staff-page'

/** Every entry that this payment, its refunds and its disputes made in the books. */
export async function Bookings({ bookings }: { bookings: readonly BookingView[] }) {
  const [t, nameOf] = await Promise.all([getTranslations('admin.payments.detail'), accountNames()])
  return (
    <Card>
      <CardHeader title={t('bookings')} hint={t('bookingsHint')} />
      <CardBody>
        {bookings.length === 0 ? <EmptyState title={t('noBookings')} /> : (
          <ul className="grid gap-4">
            {bookings.map((booking) => (
              <li key={booking.id} className="grid gap-1.5">
                <p className="flex flex-wrap items-baseline justify-between gap-2">
                  <span className="font-medium">{t.has(`source.${booking.sourceKind}` as 'source.payment') ? t(`source.${booking.sourceKind}` as 'source.payment') : booking.sourceKind}</span>
                  <span className="text-caption text-text-3"><DateTime at={booking.createdAt} timeZone={staffZone} /></span>
                </p>
                <ul className="grid gap-1 border-s ps-3">
                  {booking.entries.map((entry) => (
                    <li key={entry.id} className="flex flex-wrap justify-between gap-2 text-text-2"><span>{nameOf(entry.account)}</span><Money minor={entry.amountMinor} currency={entry.currency} /></li>
                  ))}
                </ul>
              </li>
            ))}
          </ul>
        )}
      </CardBody>
    </Card>
  )
}
