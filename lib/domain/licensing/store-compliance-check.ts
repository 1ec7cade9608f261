import type { Db } from '@/lib/db/transaction'
import type { Clock } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'
import { evaluateCompliance } from './evaluate-compliance'
import type { ComplianceCheckView } from './view'

type Subject = { clientId: string; subjectKind: ComplianceCheckView['subjectKind']; subjectId: string; isPaid: boolean }

/** Runs the checks for one subject and keeps the result for ever, in the running transaction. */
export async function storeComplianceCheck(db: Db, clock: Clock, subject: Subject): Promise<ComplianceCheckView> {
  const { clientId, subjectKind, subjectId, isPaid } = subject
  const now = clock.now()
  const verdict = await evaluateCompliance(db, clientId, isPaid, now)
  const row = { id: newId('cmp', now), subjectKind, subjectId, ...verdict, createdAt: now }
  await db.complianceCheck.create({ data: { ...row, clientId }, select: { id: true } })
  return row
}
