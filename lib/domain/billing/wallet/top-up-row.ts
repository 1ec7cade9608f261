import type { Prisma } from '@/lib/db/generated/client'
import type { TopUpView } from './view'

export const topUpFields = {
  id: true, invoiceId: true, amountMinor: true, currency: true, isAutomatic: true, state: true, createdAt: true,
} as const satisfies Prisma.WalletTopUpSelect

type Row = Prisma.WalletTopUpGetPayload<{ select: typeof topUpFields }>

export const topUpView = (row: Row): TopUpView => ({ ...row, state: row.state as TopUpView['state'] }) // held to its list by a CHECK
