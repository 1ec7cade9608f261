// node scripts/invariants.mjs: what must be true of the books at any moment nobody is writing.
// Each rule is a query that returns the rows that break it.
import { pathToFileURL } from 'node:url'
import pg from 'pg'
import { databaseUrl } from './lib/database-url.mjs'
import { report } from './lib/fail.mjs'

const VIEWS = [
  'v_ledger_entries', 'v_wallets', 'v_holds', 'v_usage_events', 'v_invoices', 'v_invoice_lines', 'v_payments', 'v_refunds',
  'v_webhook_events', 'v_jobs', 'v_outbox', 'v_sessions', 'v_audit',
]

const RULES = [
  ['every view for operators exists and can be read', null],
  ['ledger entries sum to zero per currency', `
    SELECT currency, sum(amount_minor) AS sum FROM v_ledger_entries GROUP BY currency HAVING sum(amount_minor) <> 0`],
  ['the entries of each ledger transaction sum to zero per currency', `
    SELECT transaction_id, currency, sum(amount_minor) AS sum FROM v_ledger_entries GROUP BY transaction_id, currency HAVING sum(amount_minor) <> 0`],
  ['what a wallet holds is what its open holds hold', `
    SELECT w.id, w.held_picos, coalesce(sum(h.wallet_picos), 0) AS open FROM v_wallets w
    LEFT JOIN v_holds h ON h.wallet_id = w.id AND h.state = 'open' GROUP BY w.id, w.held_picos HAVING w.held_picos <> coalesce(sum(h.wallet_picos), 0)`],
  ['what a usage period holds is what its open holds hold', `
    SELECT p."id", p."heldTokens", p."heldOveragePicos", coalesce(sum(h.allowance_tokens), 0) AS tokens, coalesce(sum(h.overage_picos), 0) AS picos
    FROM "UsagePeriod" p LEFT JOIN v_holds h ON h.usage_period_id = p."id" AND h.state = 'open' GROUP BY p."id"
    HAVING p."heldTokens" <> coalesce(sum(h.allowance_tokens), 0) OR p."heldOveragePicos" <> coalesce(sum(h.overage_picos), 0)`],
  ["what a key's caps hold is what its open holds hold of them", `
    SELECT s."keyId", s."heldPicos", coalesce(sum(h."keyPicos"), 0) AS open FROM "KeySpend" s LEFT JOIN "Hold" h ON h."keyId" = s."keyId"
    GROUP BY s."keyId" HAVING s."heldPicos" <> coalesce(sum(h."keyPicos"), 0)`],
  ['no wallet is below zero', 'SELECT id, balance_picos, held_picos FROM v_wallets WHERE available_picos < 0 OR held_picos < 0'],
  ["a wallet's grants are its balance and the usage not drawn down yet", `
    SELECT w."clientId", w."balancePicos", w."drawnPicos", coalesce(g.left, 0) AS left, coalesce(u.used, 0) AS used FROM "Wallet" w
    LEFT JOIN (SELECT "walletId", sum("remainingPicos") AS left FROM "WalletGrant" GROUP BY 1) g ON g."walletId" = w."id"
    LEFT JOIN (SELECT client_id, sum(wallet_picos) AS used FROM v_usage_events GROUP BY 1) u ON u.client_id = w."clientId"
    WHERE coalesce(g.left, 0) - w."balancePicos" <> coalesce(u.used, 0) - w."drawnPicos"`],
  ['every ledger transaction is sealed or waits for its seal', `
    SELECT t."id" FROM "LedgerTransaction" t WHERE NOT EXISTS (SELECT 1 FROM "LedgerSeal" s WHERE s."transactionId" = t."id")
      AND NOT EXISTS (SELECT 1 FROM "LedgerUnsealed" u WHERE u."transactionId" = t."id")`],
  // Changes a customer makes one after another may share an instant (time is kept to the second); each was asked for and priced by itself.
  ['a subscription has one invoice per period and reason', `
    SELECT subscription_id, period_start, reason, count(*) FROM v_invoices
    WHERE subscription_id IS NOT NULL AND period_start IS NOT NULL AND document_status <> 'void' AND reason <> 'subscription_change'
    GROUP BY subscription_id, period_start, reason HAVING count(*) > 1`],
  ['a request has a hold or a usage row, never both', 'SELECT h."id" FROM "Hold" h JOIN "UsageEvent" e ON e."id" = h."id"'],
  ["every usage row's key is its client's", `
    SELECT e."id" FROM "UsageEvent" e WHERE e."keyId" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "APIKey" k WHERE k."id" = e."keyId" AND k."clientId" = e."clientId")`],
  ["every hold's period is its client's", `
    SELECT h."id" FROM "Hold" h WHERE h."usagePeriodId" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "UsagePeriod" p WHERE p."id" = h."usagePeriodId" AND p."clientId" = h."clientId")`],
  ["an invoice's total is its subtotal and its tax", 'SELECT id FROM v_invoices WHERE total_minor <> subtotal_minor + tax_minor'],
  ["an issued invoice's subtotal is the sum of its lines", `
    SELECT i.id, i.subtotal_minor, coalesce(sum(l.amount_minor), 0) AS lines FROM v_invoices i LEFT JOIN v_invoice_lines l ON l.invoice_id = i.id
    WHERE i.document_status <> 'draft' GROUP BY i.id, i.subtotal_minor HAVING i.subtotal_minor <> coalesce(sum(l.amount_minor), 0)`],
]

/** Checks every rule; prints those that are broken, with up to five rows. Resolves to `{ passed, failed, skipped }`. */
export async function checkInvariants(databaseUrl, say = console.log) {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  const failures = []
  try {
    for (const [name, sql] of RULES) {
      const broken = sql === null ? await unreadableViews(client) : (await client.query(sql)).rows
      if (broken.length === 0) continue
      failures.push(`invariant: ${name}`)
      say(`✗ ${name}`)
      for (const row of broken.slice(0, 5)) say(`  ${JSON.stringify(row)}`)
    }
  } finally {
    await client.end()
  }
  return { passed: RULES.length - failures.length, failed: failures.length, skipped: 0, failures }
}

async function unreadableViews(client) {
  const broken = []
  for (const view of VIEWS) {
    await client.query(`SELECT * FROM ${view} LIMIT 1`).catch((error) => broken.push({ view, error: error.message }))
  }
  return broken
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    const { passed, failed } = await checkInvariants(await databaseUrl())
    console.log(`${passed} passed, ${failed} failed`)
    process.exitCode = failed > 0 ? 1 : 0
  } catch (error) {
    report(error)
  }
}
