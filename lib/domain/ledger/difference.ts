/** What a reconciliation can find to be wrong, each with its own explanation on the staff page. */
export const differenceKinds = ['wallet_ledger', 'wallet_grants', 'wallet_held', 'deferred_revenue', 'ledger_sum', 'chain'] as const
export type DifferenceKind = (typeof differenceKinds)[number]

/** One thing that differs: amounts as decimal text (picos for wallets, whole minor units for revenue), hashes for the chain. */
export type Difference = { kind: DifferenceKind; subjectId: string; clientId: string | null; expected: string; actual: string }
