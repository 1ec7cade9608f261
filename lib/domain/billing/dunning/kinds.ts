/** What happens in a case, as its history names it. */
export const eventKinds = [
  'opened', 'retry_failed', 'final_decline', 'needs_customer', 'reminded', 'card_changed', 'suspended', 'extended', 'recovered', 'deleted',
] as const
export type DunningEventKind = (typeof eventKinds)[number]

/** Whether a case is still being collected. */
export const isRunning = ({ state }: { state: string }): boolean => state === 'open' || state === 'suspended'
