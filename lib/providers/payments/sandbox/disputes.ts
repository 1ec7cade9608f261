import { pool } from '@/lib/db/pool'
import { DomainError } from '@/lib/kernel/error'
import { money } from '@/lib/kernel/money'
import type { Disputes } from '../types'

type Row = { id: string; amountMinor: string; currency: string; state: 'open' | 'won' | 'lost'; reason: string; respondBy: Date; paymentId: string }

/** What the sandbox's bank says of a dispute that its test page opened. */
export const sandboxDisputes: Disputes = {
  async fetch(externalId) {
    const { rows: [row] } = await pool().query<Row>(
      'SELECT d."id", d."amountMinor", d."currency", d."state", d."reason", d."respondBy", c."paymentId" FROM "SandboxDispute" d JOIN "SandboxCharge" c ON c."id" = d."chargeId" WHERE d."id" = $1', [externalId],
    )
    if (!row) throw new DomainError('upstream_failed', { internal: `the sandbox has no dispute ${externalId}` })
    const { id, state, reason, respondBy, paymentId } = row
    return { externalId: id, state, reason, respondBy, paymentId, amount: money(BigInt(row.amountMinor), row.currency) }
  },
}
