import { platformDb } from '@/lib/db/platform-db'
import type { Difference } from '../difference'
import { isBalanced } from '../balance'
import { genesisHash, linkHash } from '../chain'
import { chainedFields, ledgerModes, type LedgerMode } from './chained-rows'

const batch = 1_000

export type ChainHead = { sequence: bigint; hash: string }
export type ChainReport = { transactions: bigint; heads: Record<LedgerMode, ChainHead>; differences: Difference[] }

const link = (mode: LedgerMode, sequence: bigint): string => `${mode}:${sequence}`

/**
 * Reads every chain from its first link and computes it anew, in pages: a row that was changed, taken out or put in behind the triggers'
 * back is named at its first appearance. A transaction that was never sealed and does not wait for it is named too.
 */
export async function verifyChains(): Promise<ChainReport> {
  const heads = {} as Record<LedgerMode, ChainHead>
  const differences: Difference[] = []
  let transactions = 0n
  for (const mode of ledgerModes) {
    const report = await verifyChain(mode)
    heads[mode] = report.head
    differences.push(...report.differences)
    transactions += report.head.sequence
  }
  return { transactions, heads, differences: [...differences, ...(await strays())] }
}

async function verifyChain(mode: LedgerMode): Promise<{ head: ChainHead; differences: Difference[] }> {
  let head: ChainHead = { sequence: 0n, hash: genesisHash }
  const differences: Difference[] = []
  for (;;) {
    const links = await platformDb.ledgerSeal.findMany({
      where: { mode, sequence: { gt: head.sequence } }, orderBy: { sequence: 'asc' }, take: batch,
      select: { sequence: true, previousHash: true, hash: true, transaction: { select: chainedFields } },
    })
    for (const { sequence, previousHash, hash, transaction } of links) {
      const place = { kind: 'chain' as const, clientId: transaction.clientId }
      if (sequence !== head.sequence + 1n) differences.push({ ...place, subjectId: link(mode, head.sequence + 1n), expected: 'a link', actual: 'none' })
      else if (previousHash !== head.hash) differences.push({ ...place, subjectId: link(mode, sequence), expected: head.hash, actual: previousHash })
      // Computed from the stored link before it, so that one changed row is one finding and not all that follow.
      const computed = linkHash(previousHash, sequence, transaction)
      if (computed !== hash) differences.push({ ...place, subjectId: transaction.id, expected: hash, actual: computed })
      if (!isBalanced(transaction.entries.map(({ amountMinor: minor, currency }) => ({ minor, currency })))) {
        differences.push({ ...place, kind: 'ledger_sum', subjectId: transaction.id, expected: '0', actual: 'another sum' })
      }
      head = { sequence, hash }
    }
    if (links.length < batch) return { head, differences }
  }
}

async function strays(): Promise<Difference[]> {
  const rows = await platformDb.$queryRaw<{ id: string; clientId: string | null }[]>`
    SELECT t."id", t."clientId" FROM "LedgerTransaction" t
     WHERE NOT EXISTS (SELECT 1 FROM "LedgerSeal" s WHERE s."transactionId" = t."id")
       AND NOT EXISTS (SELECT 1 FROM "LedgerUnsealed" u WHERE u."transactionId" = t."id") LIMIT 100`
  return rows.map(({ id, clientId }) => ({ kind: 'chain', subjectId: id, clientId, expected: 'a seal', actual: 'none' }))
}
