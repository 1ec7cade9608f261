import { getStatement } from '@/lib/domain/billing'
import { statementCsv } from '@/lib/domain/billing/wallet/statement-csv'
import { apiContext } from '@/lib/http/api-context'
import { apiHandler } from '@/lib/http/api-route'
import { decodeFields } from '@/lib/http/decode'
import { DomainError } from '@/lib/kernel/error'

export const GET = apiHandler(async (request, _params, facts) => {
  const ctx = await apiContext(request, getStatement.meta, facts)
  if (!('clientId' in ctx)) throw new DomainError('forbidden')
  const statement = await getStatement(ctx, decodeFields(getStatement.meta.schema, new URL(request.url).searchParams))
  return new Response(statementCsv(statement), {
    headers: { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': `attachment; filename="wallet-${statement.from.toISOString().slice(0, 10)}.csv"` },
  })
})
