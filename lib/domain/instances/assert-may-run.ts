import { DomainError } from '@/lib/kernel/error'
import type { ClientRun } from '../context'
import { actsOf } from './acts'
import type { InstanceRow } from './instance-row'
import { priceOf } from './price-row'
import { paysAnHour, standingOf } from './standing'
import type { InstanceAct } from './view'

/** @throws DomainError instance_suspended while the platform holds it, invalid_state when this is not possible as it stands */
export function assertAct(row: InstanceRow, act: InstanceAct): void {
  if (actsOf(row).includes(act)) return
  if (row.suspendedFor !== null && row.desired !== 'deleted') throw new DomainError('instance_suspended', { params: { reason: row.suspendedFor } })
  throw new DomainError('invalid_state', { internal: `${act} while ${row.desired} and ${row.status}` })
}

/** What starts must be paid for an hour at least. @throws DomainError subscription_inactive, insufficient_funds */
export async function assertMayRun(ctx: ClientRun, row: InstanceRow): Promise<void> {
  const price = priceOf(row.size)
  const standing = await standingOf(ctx.db, ctx.clientId, price?.currency ?? '', ctx.clock.now())
  if (!standing.isLive) throw new DomainError('subscription_inactive')
  if (!paysAnHour(price, standing)) throw new DomainError('insufficient_funds')
}
