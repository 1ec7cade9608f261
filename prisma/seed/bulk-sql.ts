type Statement = { text: string; values?: unknown[] }

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const digit = (place: number): string => `substr('${alphabet}', ((ms >> ${place * 5}) & 31)::int + 1, 1)`

/** An id in the product's layout: 48 bits of time, then 64 random bits in digits the alphabet has. */
const newIdSql = `
CREATE OR REPLACE FUNCTION pg_temp.new_id(prefix text, at timestamptz) RETURNS text LANGUAGE sql VOLATILE AS $$
  SELECT prefix || '_' || ${[9, 8, 7, 6, 5, 4, 3, 2, 1, 0].map(digit).join(' || ')} || upper(substr(replace(gen_random_uuid()::text, '-', ''), 17, 16))
  FROM (SELECT floor(extract(epoch FROM at) * 1000)::bigint AS ms) AS instant
$$`

const companies = `ARRAY['Blue Harbor Labs', 'شركة النخيل للتقنية', 'Northwind Studio', 'مؤسسة الأفق الرقمي', 'Cedar Analytics', 'شركة Acme (UAE)', 'Quiet River Media',
  'مجموعة الساحل', 'Delta Clinics', 'مختبرات واحة', 'Granite Logistics', 'دار الحكمة للنشر']`
const countries = `ARRAY['AE', 'SA', 'US', 'EG', 'OM', 'BH', 'US', 'AE', 'SA', 'JO']`
const zones = `ARRAY['Asia/Dubai', 'Asia/Riyadh', 'America/New_York', 'Africa/Cairo', 'Asia/Muscat', 'Asia/Bahrain', 'America/Chicago', 'Asia/Dubai', 'Asia/Riyadh', 'Asia/Amman']`

/** Every fifteenth client has not paid its first invoice. */
const isUnpaid = `(i % 15 = 7)`

/** Who they are: one row a client in \`bulk\`, then the tables of people, plans and keys. */
export const worldSql = (clients: number, planCodes: string[], now: Date): Statement[] => [
  { text: newIdSql },
  // The seller's row is locked for the numbers below; dates start after the last number's, so both run in one order.
  { text: `CREATE TEMP TABLE bulk_seller ON COMMIT DROP AS SELECT * FROM "LegalEntity" ORDER BY "id" LIMIT 1 FOR UPDATE` },
  { text: `
    CREATE TEMP TABLE bulk_plan ON COMMIT DROP AS
    SELECT row_number() OVER (ORDER BY p."rank") - 1 AS n, p."code", v."id" AS version_id, v."includedTokens" AS included, v."overage",
      coalesce(l."amountMinor", 0) * 10000000000 AS limit_picos, v."name"->>'en' AS plan_name, r."amountMinor" AS amount
    FROM "Plan" p JOIN "PlanVersion" v ON v."planId" = p."id" AND v."retiredAt" IS NULL
    JOIN "PlanPrice" r ON r."planVersionId" = v."id" AND r."interval" = 'month' AND r."currency" = 'USD'
    LEFT JOIN "PlanSpendLimit" l ON l."planVersionId" = v."id" AND l."currency" = 'USD'
    WHERE p."code" = ANY('{${planCodes.join(',')}}')` },
  { text: `
    CREATE TEMP TABLE bulk ON COMMIT DROP AS
    SELECT i, at, date_trunc('day', at, 'UTC') AS starts, date_trunc('day', at, 'UTC') + interval '1 month' AS ends,
      (${companies})[1 + i % 12] || ' ' || i AS name, (${countries})[1 + i % 10] AS country, (${zones})[1 + i % 10] AS zone,
      pg_temp.new_id('cli', at) AS client_id, pg_temp.new_id('usr', at) AS user_id, pg_temp.new_id('sub', at) AS sub_id, pg_temp.new_id('prd', at) AS period_id,
      pg_temp.new_id('key', at) AS key_id, pg_temp.new_id('inv', at) AS invoice_id, pg_temp.new_id('pay', at) AS payment_id, pg_temp.new_id('test', at) AS charge_id,
      plan.*, amount > 0 AS has_invoice, amount > 0 AND ${isUnpaid} AS is_unpaid
    FROM (
      SELECT i, i % (SELECT count(*) FROM bulk_plan) AS pick,
        since + ('${now.toISOString()}'::timestamptz - since) * (i::float8 / ${clients + 1}) AS at
      FROM generate_series(1, ${clients}) i, (
        SELECT least(greatest(max("issuedAt"), '${now.toISOString()}'::timestamptz - interval '25 days'), '${now.toISOString()}') AS since FROM "Invoice") last
    ) drawn JOIN bulk_plan plan ON plan.n = pick` },
  { text: `
    INSERT INTO "User" ("id", "email", "emailNormalized", "name", "passwordHash", "locale", "emailVerifiedAt", "createdAt", "updatedAt")
    SELECT user_id, lower(user_id) || '@example.test', lower(user_id) || '@example.test', 'Member ' || i, '!', CASE WHEN i % 2 = 0 THEN 'ar' ELSE 'en' END, at, at, at FROM bulk` },
  { text: `INSERT INTO "Client" ("id", "name", "currency", "createdAt") SELECT client_id, name, 'USD', at FROM bulk` },
  { text: `
    INSERT INTO "ClientProfile" ("clientId", "companyName", "country", "addressLine1", "city", "billingEmail", "timeZone", "locale", "termsVersion",
      "termsAcceptedAt", "termsAcceptedById", "updatedAt")
    SELECT client_id, name, country, i || ' Market Street', 'Old Town', lower(user_id) || '@example.test', zone, CASE WHEN i % 2 = 0 THEN 'ar' ELSE 'en' END,
      (SELECT "value" #>> '{}' FROM "Setting" WHERE "key" = 'terms_version'), at, user_id, at FROM bulk` },
  { text: `INSERT INTO "Membership" ("id", "clientId", "userId", "role", "createdAt") SELECT pg_temp.new_id('usr', at), client_id, user_id, 'owner', at FROM bulk` },
  { text: `INSERT INTO "Wallet" ("id", "clientId", "currency", "updatedAt") SELECT pg_temp.new_id('wal', at), client_id, 'USD', at FROM bulk` },
  { text: `
    INSERT INTO "Subscription" ("id", "clientId", "planVersionId", "interval", "currency", "amountMinor", "status", "anchorDay", "timeZone", "currentPeriodStart",
      "currentPeriodEnd", "spendLimitPicos", "activatedAt", "createdAt", "updatedAt")
    SELECT sub_id, client_id, version_id, 'month', 'USD', amount, CASE WHEN is_unpaid THEN 'incomplete' ELSE 'active' END, extract(day FROM starts AT TIME ZONE 'UTC'), 'UTC',
      CASE WHEN NOT is_unpaid THEN starts END, CASE WHEN NOT is_unpaid THEN ends END, CASE WHEN "overage" = 'allow' THEN limit_picos ELSE 0 END,
      CASE WHEN NOT is_unpaid THEN at END, at, at FROM bulk` },
  { text: `
    INSERT INTO "UsagePeriod" ("id", "clientId", "subscriptionId", "startsAt", "endsAt", "currency", "includedTokens", "spendLimitPicos")
    SELECT period_id, client_id, sub_id, starts, ends, 'USD', included, CASE WHEN "overage" = 'allow' THEN limit_picos ELSE 0 END FROM bulk WHERE NOT is_unpaid` },
  { text: `
    INSERT INTO "APIKey" ("id", "clientId", "name", "hash", "hint", "scopes", "models", "createdById", "createdAt")
    SELECT key_id, client_id, 'Production', sha256((key_id || random()::text || clock_timestamp()::text)::bytea), 'mk_live_…' || lower(right(key_id, 4)), '{inference}', '{}', user_id, at FROM bulk` },
  { text: `
    INSERT INTO "AuditEvent" ("id", "action", "clientId", "actorKind", "actorId", "objectId", "data", "createdAt")
    SELECT pg_temp.new_id('evt', at), 'accounts.signUp', client_id, 'system', 'seed', client_id, '{}', at FROM bulk` },
]

/** What they were billed and what they paid: invoices with gap-free numbers, and the ledger's side of each. */
export const moneySql: readonly string[] = [
  `CREATE TEMP TABLE bulk_invoice ON COMMIT DROP AS
   SELECT b.*, tax.ppm, tax.name AS tax_name, round(amount * coalesce(tax.ppm, 0) / 1000000.0)::bigint AS tax_minor,
     seller."invoicePrefix" || '-' || extract(year FROM at AT TIME ZONE 'UTC') || '-' || lpad((seller."nextInvoiceNumber" - 1 + row_number() OVER (ORDER BY at))::text, 6, '0') AS number
   FROM bulk b CROSS JOIN bulk_seller seller LEFT JOIN LATERAL (
     SELECT "ratePpm" AS ppm, t."name" FROM "TaxRate" t WHERE t."country" = b.country AND t."region" IS NULL AND NOT "isInclusive" AND "effectiveFrom" <= b.at
       AND ("effectiveTo" IS NULL OR "effectiveTo" > b.at) LIMIT 1) tax ON true
   WHERE has_invoice`,
  `UPDATE "LegalEntity" SET "nextInvoiceNumber" = "nextInvoiceNumber" + (SELECT count(*) FROM bulk_invoice) WHERE "id" = (SELECT "id" FROM bulk_seller)`,
  `INSERT INTO "Invoice" ("id", "clientId", "subscriptionId", "legalEntityId", "reason", "documentStatus", "paymentStatus", "mode", "currency", "subtotalMinor", "taxMinor",
     "totalMinor", "periodStart", "periodEnd", "seller", "buyer", "tax", "locale", "timeZone", "createdAt", "updatedAt")
   SELECT invoice_id, client_id, sub_id, s."id", 'subscription_create', 'draft', 'unpaid', 'test', 'USD', amount, tax_minor, amount + tax_minor, starts, ends,
     json_build_object('name', s."name", 'address', string_to_array(s."address", E'\\n'), 'country', s."country", 'taxId', s."taxId", 'email', null),
     json_build_object('name', b.name, 'address', ARRAY[b.i || ' Market Street', 'Old Town'], 'country', b.country, 'taxId', null, 'email', lower(user_id) || '@example.test'),
     CASE WHEN ppm IS NULL THEN '[]'::json ELSE json_build_array(json_build_object('name', tax_name, 'ratePpm', ppm, 'isInclusive', false,
       'baseMinor', amount::text, 'amountMinor', tax_minor::text)) END, 'en', 'UTC', at, at
   FROM bulk_invoice b CROSS JOIN bulk_seller s`,
  `INSERT INTO "InvoiceLine" ("id", "invoiceId", "clientId", "position", "kind", "description", "unitMinor", "amountMinor", "taxPpm", "periodStart", "periodEnd")
   SELECT pg_temp.new_id('lin', at), invoice_id, client_id, 0, 'plan', json_build_object('en', plan_name || ' plan, monthly', 'ar', 'خطة ' || plan_name || '، شهريًا'),
     amount, amount, coalesce(ppm, 0), starts, ends FROM bulk_invoice`,
  `UPDATE "Invoice" i SET "documentStatus" = 'open', "number" = b.number, "issuedAt" = at, "dueAt" = at + interval '1 day',
     "paymentStatus" = CASE WHEN is_unpaid THEN 'unpaid' ELSE 'paid' END, "paidMinor" = CASE WHEN is_unpaid THEN 0 ELSE "totalMinor" END, "paidAt" = CASE WHEN NOT is_unpaid THEN at END
   FROM bulk_invoice b WHERE i."id" = b.invoice_id`,
  `INSERT INTO "Payment" ("id", "clientId", "invoiceId", "provider", "mode", "amountMinor", "currency", "state", "externalId", "idempotencyKey", "failureCode", "receiptSentAt",
     "createdAt", "updatedAt", "settledAt")
   SELECT payment_id, client_id, invoice_id, 'sandbox', 'test', amount + tax_minor, 'USD', CASE WHEN is_unpaid THEN 'failed' ELSE 'succeeded' END, charge_id, 'pay:' || invoice_id || ':1',
     CASE WHEN is_unpaid THEN 'card_declined' END, CASE WHEN NOT is_unpaid THEN at END, at, at, CASE WHEN NOT is_unpaid THEN at END FROM bulk_invoice`,
  `INSERT INTO "SandboxCharge" ("id", "paymentId", "amountMinor", "currency", "state", "failureCode", "returnUrl", "cancelUrl", "idempotencyKey", "createdAt", "updatedAt", "expiresAt")
   SELECT charge_id, payment_id, amount + tax_minor, 'USD', CASE WHEN is_unpaid THEN 'failed' ELSE 'succeeded' END, CASE WHEN is_unpaid THEN 'card_declined' END,
     'http://localhost/', 'http://localhost/', 'pay:' || invoice_id || ':1', at, at, at + interval '1 hour' FROM bulk_invoice`,
  `INSERT INTO "LedgerAccount" ("id", "clientId", "kind", "currency", "mode")
   SELECT pg_temp.new_id('lac', at), client_id, 'receivable', 'USD', 'test' FROM bulk_invoice`,
  `INSERT INTO "LedgerAccount" ("id", "clientId", "kind", "currency", "mode")
   SELECT pg_temp.new_id('lac', now()), NULL, kind, 'USD', 'test' FROM unnest(ARRAY['deferred_revenue', 'tax_payable', 'clearing_sandbox']) kind ON CONFLICT DO NOTHING`,
  `CREATE TEMP TABLE bulk_posting ON COMMIT DROP AS
   SELECT pg_temp.new_id('txn', at) AS txn_id, 'invoice' AS source_kind, invoice_id AS source_id, b.* FROM bulk_invoice b
   UNION ALL SELECT pg_temp.new_id('txn', at), 'payment', payment_id, b.* FROM bulk_invoice b WHERE NOT is_unpaid`,
  `INSERT INTO "LedgerTransaction" ("id", "clientId", "sourceKind", "sourceId", "description", "mode", "createdAt")
   SELECT txn_id, client_id, source_kind, source_id, CASE source_kind WHEN 'invoice' THEN 'Invoice ' || invoice_id ELSE 'Payment ' || payment_id || ' of invoice ' || invoice_id END, 'test', at FROM bulk_posting`,
  `INSERT INTO "LedgerEntry" ("id", "transactionId", "accountId", "amountMinor", "currency")
   SELECT pg_temp.new_id('ent', at), txn_id, a."id", side.minor, 'USD'
   FROM bulk_posting p CROSS JOIN LATERAL (
     VALUES ('invoice', 'receivable', amount + tax_minor), ('invoice', 'deferred_revenue', -amount), ('invoice', 'tax_payable', -tax_minor),
       ('payment', 'clearing_sandbox', amount + tax_minor), ('payment', 'receivable', -(amount + tax_minor))) side (of, kind, minor)
   JOIN "LedgerAccount" a ON a."kind" = side.kind AND a."currency" = 'USD' AND a."mode" = 'test'
     AND a."clientId" IS NOT DISTINCT FROM CASE WHEN side.kind = 'receivable' THEN p.client_id END
   WHERE side.of = p.source_kind AND side.minor <> 0`,
]

/** What they asked for: settled requests inside the allowance, their hourly roll-ups, the periods' used tokens. */
export const historySql = (events: number, now: Date): Statement[] => [
  { text: `
    CREATE TEMP TABLE bulk_user ON COMMIT DROP AS
    SELECT row_number() OVER (ORDER BY i) - 1 AS a, b.*, greatest(4, least(400, included * 9 / 10 / (1 + ${events} / count(*) OVER ())))::int AS most FROM bulk b WHERE NOT is_unpaid` },
  { text: `
    CREATE TEMP TABLE bulk_model ON COMMIT DROP AS
    SELECT row_number() OVER (ORDER BY m."slug") - 1 AS k, m."id", m."slug", m."kind", r."id" AS price_id, r."inputMicrosPerMillion" AS input_rate, r."outputMicrosPerMillion" AS output_rate,
      r."requestMicros" AS request_micros, (SELECT "upstreamId" FROM "ModelUpstream" l WHERE l."modelId" = m."id" ORDER BY "priority" LIMIT 1) AS upstream_id
    FROM "Model" m JOIN "ModelPrice" r ON r."modelId" = m."id" AND r."currency" = 'USD' AND r."effectiveFrom" <= $1 AND (r."effectiveTo" IS NULL OR r."effectiveTo" > $1)
    WHERE m."retiredAt" IS NULL`, values: [now] },
  { text: `
    CREATE TEMP TABLE bulk_event ON COMMIT DROP AS
    SELECT at + ($1::timestamptz - at) * moment AS at, client_id, key_id, period_id, m.*, is_error, latency,
      CASE WHEN is_error THEN 0 ELSE 1 + floor(share * (most / 2 - 1))::int END AS input,
      CASE WHEN is_error OR m.kind <> 'chat' THEN 0 ELSE 1 + floor((1 - share) * (most / 2 - 1))::int END AS output
    FROM (SELECT j, (j % (SELECT count(*) FROM bulk_user)) AS pick, floor(random() * (SELECT count(*) FROM bulk_model))::int AS model, random() AS moment, random() AS share,
        random() < 0.01 AS is_error, 80 + floor(random() * 2400)::int AS latency FROM generate_series(1, ${events}) j) drawn
    JOIN bulk_user u ON u.a = pick JOIN bulk_model m ON m.k = model`, values: [now] },
  { text: `
    INSERT INTO "UsageEvent" ("id", "clientId", "keyId", "modelId", "modelSlug", "upstreamId", "modelPriceId", "usagePeriodId", "endpoint", "source", "isStream", "status", "httpStatus",
      "errorCode", "inputTokens", "outputTokens", "currency", "costPicos", "allowanceTokens", "walletPicos", "overagePicos", "latencyMs", "createdAt")
    SELECT pg_temp.new_id('req', at), client_id, key_id, "id", "slug", upstream_id, price_id, period_id, CASE "kind" WHEN 'chat' THEN 'chat' ELSE 'embeddings' END, 'api', false,
      CASE WHEN is_error THEN 'error' ELSE 'ok' END, CASE WHEN is_error THEN 502 ELSE 200 END, CASE WHEN is_error THEN 'upstream_failed' END, input, output, 'USD',
      CASE WHEN is_error THEN 0 ELSE input * input_rate + output * output_rate + request_micros * 1000000 END, input + output, 0, 0, latency, at FROM bulk_event` },
  { text: `
    INSERT INTO "UsageMetrics" ("clientId", "hour", "keyId", "modelId", "currency", "requests", "errors", "inputTokens", "outputTokens", "costPicos", "billedPicos", "latencyMsSum")
    SELECT e."clientId", date_trunc('hour', e."createdAt", 'UTC'), e."keyId", e."modelId", e."currency", count(*), count(*) FILTER (WHERE e."status" = 'error'), sum(e."inputTokens"),
      sum(e."outputTokens"), sum(e."costPicos"), sum(e."walletPicos" + e."overagePicos"), sum(e."latencyMs")
    FROM "UsageEvent" e JOIN bulk b ON b.client_id = e."clientId" GROUP BY 1, 2, 3, 4, 5` },
  { text: `
    INSERT INTO "KeySpend" ("keyId", "clientId", "dayStart", "dayPicos", "weekStart", "weekPicos", "monthStart", "monthPicos")
    SELECT m."keyId", m."clientId", w.day, coalesce(sum(m."costPicos") FILTER (WHERE m."hour" >= w.day), 0), w.week, coalesce(sum(m."costPicos") FILTER (WHERE m."hour" >= w.week), 0),
      w.month, coalesce(sum(m."costPicos") FILTER (WHERE m."hour" >= w.month), 0)
    FROM "UsageMetrics" m JOIN bulk b ON b.key_id = m."keyId" AND b.client_id = m."clientId"
    CROSS JOIN (SELECT date_trunc('day', $1::timestamptz, 'UTC') AS day, date_trunc('week', $1::timestamptz, 'UTC') AS week, date_trunc('month', $1::timestamptz, 'UTC') AS month) w
    GROUP BY m."keyId", m."clientId", w.day, w.week, w.month`, values: [now] },
  { text: `
    UPDATE "UsagePeriod" p SET "usedTokens" = used.tokens
    FROM (SELECT e."usagePeriodId" AS id, sum(e."allowanceTokens") AS tokens FROM "UsageEvent" e JOIN bulk b ON b.period_id = e."usagePeriodId" GROUP BY 1) used WHERE p."id" = used.id` },
  { text: `
    UPDATE "APIKey" k SET "lastUsedAt" = used.at FROM (SELECT e."keyId" AS id, max(e."createdAt") AS at FROM "UsageEvent" e JOIN bulk b ON b.key_id = e."keyId" GROUP BY 1) used WHERE k."id" = used.id` },
]
