import { platformDb } from '@/lib/db/platform-db'
import { runClients } from '@/lib/domain/billing'
import { drainOutbox } from '@/lib/jobs/drain-outbox'
import { plus } from '@/lib/kernel/clock'
import type { PayingClient } from './paying-client'

/** What the worker does for one client at the client's time: the run, then the money effects it left. */
export async function work({ system, clientId }: PayingClient) {
  await drainOutbox(system, [clientId])
  const totals = await runClients(system, { scope: { testClockId: null, clientIds: [clientId] }, worker: 'test' })
  await drainOutbox(system, [clientId])
  return totals
}

/** Moves the client's clock to each instant in turn and works there. */
export async function workAt(client: PayingClient, ...instants: Date[]): Promise<void> {
  for (const instant of instants) {
    client.clock.set(instant)
    await work(client)
  }
}

export const daysAfter = (instant: Date, ...days: number[]): Date[] => days.map((day) => plus(instant, day * 86_400_000))

/** The kinds of mail the client was sent, in order, without those of other subjects. */
export async function mailsOf({ clientId }: Pick<PayingClient, 'clientId'>, prefix: string): Promise<string[]> {
  const rows = await platformDb.outboxMessage.findMany({ where: { clientId, topic: 'mail' }, orderBy: { id: 'asc' }, select: { payload: true } })
  return rows.map(({ payload }) => (payload as { template: string }).template).filter((template) => template.startsWith(prefix))
}
