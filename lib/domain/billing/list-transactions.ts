import { Prisma } from '@/lib/db/generated/client'
import { query } from '@/lib/domain/command'
import { decodeCursor, toPage, type Page } from '@/lib/kernel/cursor'
import { ListTransactionsInput } from './schema'
import type { TransactionView } from './view'

type Row = TransactionView

/** The part of an id behind its prefix: it sorts by creation whatever the kind of object. */
const placeOf = (id: string): string => id.slice(id.indexOf('_') + 1)

/** Money in and money back, newest first: payments as they are, refunds negative. */
export const listTransactions = query('billing.listTransactions', ListTransactionsInput, async (ctx, input): Promise<Page<TransactionView>> => {
  const { clientId } = ctx
  const where = Prisma.join([
    Prisma.sql`TRUE`,
    ...(input.cursor ? [Prisma.sql`substr(x."id", 5) < ${placeOf(decodeCursor(input.cursor))}`] : []),
    ...(input.kind ? [Prisma.sql`x."kind" = ${input.kind}`] : []),
    ...(input.state ? [Prisma.sql`x."state" = ${input.state}`] : []),
    ...(input.invoiceId ? [Prisma.sql`x."invoiceId" = ${input.invoiceId}`] : []),
  ], ' AND ')
  const rows = await ctx.db.$queryRaw<Row[]>`
    SELECT x.*, i."number" AS "invoiceNumber" FROM (
      SELECT p."id", 'payment' AS "kind", p."id" AS "paymentId", p."invoiceId", p."provider", p."mode", p."amountMinor", p."currency"::text AS "currency", p."state",
        p."failureCode", p."createdAt", p."updatedAt" FROM "Payment" p WHERE p."clientId" = ${clientId}
      UNION ALL
      SELECT r."id", 'refund', p."id", p."invoiceId", p."provider", p."mode", -r."amountMinor", r."currency"::text, r."state", r."failureCode", r."createdAt", r."updatedAt"
        FROM "Refund" r JOIN "Payment" p ON p."id" = r."paymentId" AND p."clientId" = r."clientId" WHERE r."clientId" = ${clientId}
    ) x JOIN "Invoice" i ON i."id" = x."invoiceId" AND i."clientId" = ${clientId}
    WHERE ${where} ORDER BY substr(x."id", 5) DESC LIMIT ${input.limit + 1}`
  return toPage(rows, input.limit, (row) => row)
})
