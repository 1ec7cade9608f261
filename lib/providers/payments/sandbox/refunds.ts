import { pool } from '@/lib/db/pool'
import { plus, seconds, type Clock } from '@/lib/kernel/clock'
import { DomainError } from '@/lib/kernel/error'
import { newId } from '@/lib/kernel/id'
import { money } from '@/lib/kernel/money'
import type { RefundInput, Refunds, RefundSnapshot, RefundState } from '../types'

type Row = { id: string; amountMinor: string; currency: string; state: RefundState; failureCode: string | null; idempotencyKey: string }

/** Refunds take this long, like a card provider's. */
const settleMs = seconds(2)
/** An amount that ends in 13 is refused by the customer's bank: how tests see a refund fail. */
const failsFor = (minor: bigint): boolean => minor % 100n === 13n

const snapshotOf = (row: Row): RefundSnapshot => ({
  externalId: row.id, state: row.state, amount: money(BigInt(row.amountMinor), row.currency), ...(row.failureCode ? { failureCode: row.failureCode } : {}),
})

/** The refund of this key, made if it is new and the charge has as much left. The charge's row is held meanwhile. */
async function open(input: RefundInput, now: Date): Promise<Row> {
  const client = await pool().connect()
  try {
    await client.query('BEGIN')
    const { rows: [charge] } = await client.query<{ state: string; currency: string; amountMinor: string }>('SELECT * FROM "SandboxCharge" WHERE "id" = $1 FOR UPDATE', [input.externalId])
    const { rows: [known] } = await client.query<Row>('SELECT * FROM "SandboxRefund" WHERE "idempotencyKey" = $1', [input.idempotencyKey])
    const { rows: [taken] } = await client.query<{ sum: string }>(`SELECT coalesce(sum("amountMinor"), 0) AS sum FROM "SandboxRefund" WHERE "chargeId" = $1 AND "state" <> 'failed'`, [input.externalId])
    const isCovered = charge?.state === 'succeeded' && charge.currency === input.amount.currency && BigInt(taken?.sum ?? 0) + input.amount.minor <= BigInt(charge.amountMinor)
    if (!known && !isCovered) throw new DomainError('invalid_state', { internal: 'the sandbox charge has less left' })
    const { rows: [made] } = known ? { rows: [known] } : await client.query<Row>(
      `INSERT INTO "SandboxRefund" ("id", "chargeId", "amountMinor", "currency", "state", "idempotencyKey", "settlesAt", "createdAt", "updatedAt")
       VALUES ($1, $2, $3, $4, 'pending', $5, $6, $7, $7) RETURNING *`,
      [newId('test', now), input.externalId, input.amount.minor.toString(), input.amount.currency, input.idempotencyKey, plus(now, settleMs), now],
    )
    await client.query('COMMIT')
    if (!made) throw new Error('the sandbox refund is missing')
    return made
  } catch (error) {
    await client.query('ROLLBACK')
    throw error
  } finally {
    client.release()
  }
}

/** The refund as it stands at `now`: what was to settle has settled. */
export async function findSandboxRefund(id: string, now: Date): Promise<Row | null> {
  const { rows: [row] } = await pool().query<Row & { settlesAt: Date }>('SELECT * FROM "SandboxRefund" WHERE "id" = $1', [id])
  if (!row || row.state !== 'pending' || row.settlesAt > now) return row ?? null
  const isFailed = failsFor(BigInt(row.amountMinor))
  await pool().query(`UPDATE "SandboxRefund" SET "state" = $2, "failureCode" = $3, "updatedAt" = $4 WHERE "id" = $1 AND "state" = 'pending'`, [id, isFailed ? 'failed' : 'succeeded', isFailed ? 'declined' : null, now])
  return findSandboxRefund(id, now)
}

/** The sandbox gives money back as a provider does: pending first, and the end by notice. */
export const sandboxRefunds = ({ clock }: { clock: Clock }): Refunds => ({
  create: async (input) => snapshotOf(await open(input, clock.now())),
  async fetch(externalId) {
    const row = await findSandboxRefund(externalId, clock.now())
    if (!row) throw new DomainError('upstream_failed', { internal: `the sandbox has no refund ${externalId}` })
    return snapshotOf(row)
  },
})
