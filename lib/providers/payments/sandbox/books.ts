import { pool } from '@/lib/db/pool'
import { newId } from '@/lib/kernel/id'

export const chargeStates = ['open', 'needs_second_step', 'processing', 'succeeded', 'failed', 'canceled', 'expired'] as const
export type ChargeState = (typeof chargeStates)[number]

export type Charge = {
  id: string
  paymentId: string
  amountMinor: bigint
  currency: string
  state: ChargeState
  failureCode: string | null
  returnUrl: string
  cancelUrl: string
  settlesAt: Date | null
  expiresAt: Date
  /** A set-up saves a card and takes nothing. */
  kind: 'payment' | 'setup'
  savesCard: boolean
  /** The card that it was charged to, or that it saved. */
  cardId: string | null
}

type Row = Omit<Charge, 'amountMinor'> & { amountMinor: string }
const toCharge = (row: Row): Charge => ({ ...row, amountMinor: BigInt(row.amountMinor) })

export type NewCharge = Pick<Charge, 'paymentId' | 'amountMinor' | 'currency' | 'returnUrl' | 'cancelUrl' | 'expiresAt'> & { idempotencyKey: string }
  & Partial<Pick<Charge, 'kind' | 'savesCard' | 'cardId' | 'state' | 'failureCode'>>

/** The charge of this idempotency key, made if it is new. Asking twice, or at once, gives the same one. */
export async function openCharge(input: NewCharge, now: Date): Promise<Charge> {
  await pool().query(
    `INSERT INTO "SandboxCharge" ("id", "paymentId", "amountMinor", "currency", "state", "returnUrl", "cancelUrl", "idempotencyKey", "createdAt", "updatedAt", "expiresAt",
       "kind", "savesCard", "cardId", "failureCode")
     VALUES ($1, $2, $3, $4, $10, $5, $6, $7, $8, $8, $9, $11, $12, $13, $14) ON CONFLICT ("idempotencyKey") DO NOTHING`,
    [
      newId('test', now), input.paymentId, input.amountMinor.toString(), input.currency, input.returnUrl, input.cancelUrl, input.idempotencyKey, now, input.expiresAt,
      input.state ?? 'open', input.kind ?? 'payment', input.savesCard ?? false, input.cardId ?? null, input.failureCode ?? null,
    ],
  )
  const { rows } = await pool().query<Row>('SELECT * FROM "SandboxCharge" WHERE "idempotencyKey" = $1', [input.idempotencyKey])
  const [row] = rows
  if (!row) throw new Error('the sandbox charge is missing')
  return toCharge(row)
}

/** The charge as it stands at `now`: what was to settle has settled, what nobody finished has expired. */
export async function findCharge(id: string, now: Date): Promise<Charge | null> {
  await pool().query(
    `UPDATE "SandboxCharge" SET "state" = CASE WHEN "state" = 'processing' THEN 'succeeded' ELSE 'expired' END, "updatedAt" = $2
     WHERE "id" = $1 AND (("state" = 'processing' AND "settlesAt" <= $2) OR ("state" IN ('open', 'needs_second_step') AND "expiresAt" <= $2))`,
    [id, now],
  )
  const { rows } = await pool().query<Row>('SELECT * FROM "SandboxCharge" WHERE "id" = $1', [id])
  return rows[0] ? toCharge(rows[0]) : null
}

/** Closes a charge that nobody has paid yet. */
export async function cancelCharge(id: string, now: Date): Promise<void> {
  await pool().query(`UPDATE "SandboxCharge" SET "state" = 'canceled', "updatedAt" = $2 WHERE "id" = $1 AND "state" IN ('open', 'needs_second_step')`, [id, now])
}
