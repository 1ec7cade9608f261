import { z } from 'zod'
import { StatementView, WalletView } from '@/lib/domain/billing/wallet/view'
import { adjustmentKinds } from './schema'

export const ClientWalletView = z.object({ clientId: z.string(), clientName: z.string(), wallet: WalletView, statement: StatementView })
export type ClientWalletView = z.infer<typeof ClientWalletView>

export const AdjustmentPreviewView = z.object({
  adjustmentId: z.string().meta({ description: 'Send it back with the confirmation.' }),
  kind: z.enum(adjustmentKinds),
  currency: z.string(),
  amountMinor: z.bigint(),
  beforeMinor: z.bigint().meta({ description: 'What is available now.' }),
  afterMinor: z.bigint(),
  expiresAt: z.date().nullable(),
})
export type AdjustmentPreviewView = z.infer<typeof AdjustmentPreviewView>

export const AdjustedView = z.object({ clientId: z.string(), adjustmentId: z.string(), isNew: z.boolean(), wallet: WalletView })
export type AdjustedView = z.infer<typeof AdjustedView>
