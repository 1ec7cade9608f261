/** Why a credit note was issued; each is a key of the messages. */
export const creditReasons = ['goodwill', 'service', 'duplicate', 'order_change', 'other'] as const
export type CreditReason = (typeof creditReasons)[number]
