import { z } from 'zod'
import { PlanView } from '@/lib/domain/catalog/view'

export const PlanVersionView = PlanView.extend({ publishedAt: z.date(), retiredAt: z.date().nullable(), isSold: z.boolean(), subscribers: z.int() })
export type PlanVersionView = z.infer<typeof PlanVersionView>

export const MigrationView = z.object({
  id: z.string(), state: z.enum(['running', 'done']), reason: z.string(), fromVersion: z.int(), toVersion: z.int(),
  total: z.int(), waiting: z.int(), scheduled: z.int(), skipped: z.int(), failed: z.int(), createdAt: z.date(), finishedAt: z.date().nullable(),
})
export type MigrationView = z.infer<typeof MigrationView>

export const MigrationItemView = z.object({ clientId: z.string(), clientName: z.string(), subscriptionId: z.string(), outcome: z.enum(['waiting', 'scheduled', 'skipped', 'failed']), detail: z.string().nullable() })
export const MigrationDetailView = MigrationView.extend({ items: z.array(MigrationItemView) })
export type MigrationDetailView = z.infer<typeof MigrationDetailView>

export const AdminPlanView = z.object({
  id: z.string(), code: z.string(), rank: z.int(), isPublic: z.boolean(),
  versions: z.array(PlanVersionView).meta({ description: 'Newest first.' }),
  migrations: z.array(MigrationView),
})
export type AdminPlanView = z.infer<typeof AdminPlanView>
