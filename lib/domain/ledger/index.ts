export { creditWallet, openWallet } from './credit-wallet'
export { ledgerAccountId, ledgerBalance, type LedgerAccountKind, type LedgerAccountRef } from './ledger-account'
export { postTransaction, type LedgerPost, type LedgerPosting } from './post-transaction'
export { reverseTransaction } from './reverse-transaction'
