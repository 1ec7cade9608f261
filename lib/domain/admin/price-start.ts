import { minutes, plus } from '@/lib/kernel/clock'
import { invalidField } from '@/lib/kernel/error'

/** A form's "now" may be a little old when it arrives. */
const leewayMs = minutes(2)

/** When a new price begins: at the moment asked for, or now. @throws DomainError invalid_input when it would begin in the past */
export function priceStart(wanted: Date | null | undefined, now: Date): Date {
  if (wanted && wanted < plus(now, -leewayMs)) throw invalidField('effectiveFrom', 'inThePast')
  return wanted && wanted > now ? wanted : now
}
