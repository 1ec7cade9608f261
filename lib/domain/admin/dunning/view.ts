import { z } from 'zod'
import { ArrearsView } from '@/lib/domain/billing/dunning/view'

export const AdminArrearsView = ArrearsView.extend({ clientId: z.string(), clientName: z.string() })
export type AdminArrearsView = z.infer<typeof AdminArrearsView>
