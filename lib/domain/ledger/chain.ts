import { createHash } from 'node:crypto'

/** What of a transaction the chain vouches for: everything that was booked, and on whose account. */
export type ChainedTransaction = {
  id: string
  clientId: string | null
  sourceKind: string
  sourceId: string
  description: string
  mode: string
  reversesId: string | null
  createdAt: Date
  entries: { id: string; account: { id: string; clientId: string | null; kind: string; currency: string; mode: string }; amountMinor: bigint; currency: string }[]
}

/** The head of a chain that has no link yet. */
export const genesisHash = '0'.repeat(64)

/**
 * The hash of one link: sha-256 over the previous link's hash, this link's place, and the whole transaction with its entries by id.
 * Any change of an earlier amount, account, date or text gives every later link another hash.
 */
export function linkHash(previousHash: string, sequence: bigint, transaction: ChainedTransaction): string {
  const { id, clientId, sourceKind, sourceId, description, mode, reversesId, createdAt } = transaction
  const entries = transaction.entries
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .map(({ id: entryId, account, amountMinor, currency }) =>
      [entryId, account.id, account.clientId, account.kind, account.currency, account.mode, amountMinor.toString(), currency])
  const text = JSON.stringify([previousHash, sequence.toString(), id, clientId, sourceKind, sourceId, description, mode, reversesId, createdAt.toISOString(), entries])
  return createHash('sha256').update(text).digest('hex')
}
