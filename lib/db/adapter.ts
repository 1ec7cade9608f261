import { createHash } from 'node:crypto'
import { PrismaPg } from '@prisma/adapter-pg'
import type { pool } from './pool'

type Adapter = Awaited<ReturnType<PrismaPg['connect']>>
type Transaction = Awaited<ReturnType<Adapter['startTransaction']>>

/** A text that is asked so often is kept prepared: parsed and planned once a connection instead of each time. */
const usesBeforePrepared = 3
/** Bounds what the server and this process keep; a list of another length is another text, so there is no end of them. */
const mostPrepared = 300
const mostCounted = 2_000

/** One text, one name in every process: behind a pooler that shares connections, a name can never stand for another text. */
const nameOf = (sql: string): string => `m_${createHash('sha256').update(sql).digest('hex').slice(0, 40)}`

/** Names for statements that come again; everything else stays unnamed, which is ''. */
export function statementNames(): (query: { sql: string }) => string {
  const uses = new Map<string, number>()
  const names = new Map<string, string>()
  return ({ sql }) => {
    const known = names.get(sql)
    if (known !== undefined) return known
    if (names.size >= mostPrepared) return ''
    const count = (uses.get(sql) ?? 0) + 1
    if (count < usesBeforePrepared) {
      if (uses.size < mostCounted) uses.set(sql, count)
      return ''
    }
    uses.delete(sql)
    const name = nameOf(sql)
    names.set(sql, name)
    return name
  }
}

/** Lets a transaction's statements reach its connection one after the other: a connection carries one at a time. */
function inTurn(transaction: Transaction): Transaction {
  let last: Promise<unknown> = Promise.resolve()
  const after = <T>(run: () => Promise<T>): Promise<T> => {
    const next = last.then(run, run)
    last = next
    return next
  }
  const [queryRaw, executeRaw] = [transaction.queryRaw.bind(transaction), transaction.executeRaw.bind(transaction)]
  return Object.assign(transaction, {
    queryRaw: (query: Parameters<Transaction['queryRaw']>[0]) => after(() => queryRaw(query)),
    executeRaw: (query: Parameters<Transaction['executeRaw']>[0]) => after(() => executeRaw(query)),
  })
}

/**
 * Prisma's way to Postgres over the process's pool. Prisma reads sibling relations of a row side by side, also inside a transaction,
 * where all share one connection; here they queue. Statements that come again are prepared.
 */
export class PoolAdapter extends PrismaPg {
  constructor(connections: ReturnType<typeof pool>) {
    super(connections, { disposeExternalPool: false, statementNameGenerator: statementNames() })
  }

  override async connect(): Promise<Adapter> {
    const adapter = await super.connect()
    const start = adapter.startTransaction.bind(adapter)
    adapter.startTransaction = async (level) => inTurn(await start(level))
    return adapter
  }
}
