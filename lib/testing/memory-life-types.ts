import type { ActQuote } from '@/lib/domain/billing/subscriptions/act-quote'
import type { Offer } from '@/lib/domain/billing/subscriptions/change-terms'
import type { Interval } from '@/lib/domain/billing/period'
import type { TaxTreatment } from '@/lib/domain/billing/tax/priced'

export type MemoryPlan = { code: string; rank: number; trialDays?: number; month: bigint; year: bigint }
export type MemoryInvoice = { at: Date; reason: 'create' | 'cycle' | 'change'; totalMinor: bigint; netMinor: bigint; carryMinor: bigint; /** Σ of its lines carried from and to other invoices. */ carriedMinor: bigint; dueAt: Date; state: 'open' | 'paid' | 'void' }
export type Wish = { plan?: string; interval?: Interval; quantity?: number }
export type Waiting = { kind: 'change' | 'resume'; quote: ActQuote; offer: Offer; beginsAnew: boolean; invoice: MemoryInvoice; expiresAt: Date }
export type Options = {
  at: Date; plans: readonly MemoryPlan[]; plan: string; interval?: Interval; quantity?: number; timeZone?: string; currency?: string; tax?: TaxTreatment
  /** Whether renewals and first invoices are paid the moment they are issued. */
  pays?: boolean
  isTrial?: boolean
}
