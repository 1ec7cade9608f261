import { z } from 'zod'
import { PageInput } from '@/lib/kernel/cursor'
import { refundStates } from '@/lib/domain/billing/view'
import { paymentProviderIds } from '@/lib/providers/payments/types'

export const ListFindingsInput = PageInput.extend({ state: z.enum(['open', 'resolved']).optional() })
export const ResolveFindingInput = z.object({ id: z.string().min(1).max(64), note: z.string().trim().min(3).max(500).meta({ description: 'What became of it; kept with the finding.' }) })
export const ReconcileInput = z.object({ provider: z.enum(paymentProviderIds), day: z.iso.date().meta({ description: 'The day to compare, in UTC.' }) })
export const ProviderInput = z.object({ id: z.enum(paymentProviderIds) })
export const ListDisputesInput = PageInput.extend({ state: z.enum(['open', 'won', 'lost']).optional() })
export const ListRefundsInput = PageInput.extend({ state: z.enum(refundStates).optional(), clientId: z.string().max(64).optional() })
