-- Read-only views with names that stay, for operators, reports and checks. Dropped and made anew after every migration.
DROP VIEW IF EXISTS v_ledger_entries, v_wallets, v_holds, v_usage_events, v_invoices, v_invoice_lines, v_payments, v_refunds,
  v_webhook_events, v_jobs, v_outbox, v_sessions, v_audit, v_credit_notes;

CREATE VIEW v_ledger_entries AS
SELECT e."id", e."transactionId" AS transaction_id, t."sourceKind" AS source_kind, t."sourceId" AS source_id, t."clientId" AS client_id,
  a."kind" AS account_kind, a."clientId" AS account_client_id, e."amountMinor" AS amount_minor, e."currency", t."mode", t."createdAt" AS created_at
FROM "LedgerEntry" e JOIN "LedgerTransaction" t ON t."id" = e."transactionId" JOIN "LedgerAccount" a ON a."id" = e."accountId";

CREATE VIEW v_wallets AS
SELECT "id", "clientId" AS client_id, "currency", "balancePicos" AS balance_picos, "heldPicos" AS held_picos,
  "balancePicos" - "heldPicos" AS available_picos, "updatedAt" AS updated_at
FROM "Wallet";

CREATE VIEW v_holds AS
SELECT "id", "clientId" AS client_id, "usagePeriodId" AS usage_period_id, "walletId" AS wallet_id, "allowanceTokens" AS allowance_tokens,
  "walletPicos" AS wallet_picos, "overagePicos" AS overage_picos, 'open' AS state, "createdAt" AS created_at, "expiresAt" AS expires_at, NULL::timestamptz AS closed_at
FROM "Hold"
-- A closed hold is its usage row: with what was taken of it, or released where that is nothing. A client has one wallet.
UNION ALL
SELECT "id", "clientId", "usagePeriodId", CASE WHEN "walletPicos" > 0 THEN (SELECT w."id" FROM "Wallet" w WHERE w."clientId" = e."clientId") END,
  "allowanceTokens", "walletPicos", "overagePicos", 'settled', "createdAt", NULL, "createdAt" + "latencyMs" * interval '1 millisecond'
FROM "UsageEvent" e WHERE "allowanceTokens" > 0 OR "walletPicos" > 0 OR "overagePicos" > 0
UNION ALL
SELECT "id", "clientId", "usagePeriodId", NULL, 0::bigint, 0::bigint, 0::bigint, 'released', "createdAt", NULL, "createdAt" + "latencyMs" * interval '1 millisecond'
FROM "UsageEvent" WHERE "allowanceTokens" = 0 AND "walletPicos" = 0 AND "overagePicos" = 0;

CREATE VIEW v_usage_events AS
SELECT "id", "clientId" AS client_id, "keyId" AS key_id, "userId" AS user_id, "modelSlug" AS model, "endpoint", "source", "isStream" AS is_stream,
  "status", "httpStatus" AS http_status, "errorCode" AS error_code, "isEstimated" AS is_estimated, "inputTokens" AS input_tokens,
  "cachedTokens" AS cached_tokens, "outputTokens" AS output_tokens, "currency", "costPicos" AS cost_picos, "allowanceTokens" AS allowance_tokens,
  "walletPicos" AS wallet_picos, "overagePicos" AS overage_picos, "modelPriceId" AS price_id, "latencyMs" AS latency_ms, "createdAt" AS created_at
FROM "UsageEvent";

CREATE VIEW v_invoices AS
SELECT "id", "clientId" AS client_id, "subscriptionId" AS subscription_id, "number", "reason", "documentStatus" AS document_status,
  "paymentStatus" AS payment_status, "mode", "currency", "subtotalMinor" AS subtotal_minor, "taxMinor" AS tax_minor, "totalMinor" AS total_minor,
  "paidMinor" AS paid_minor, "discountMinor" AS discount_minor, "walletMinor" AS wallet_minor, "creditedMinor" AS credited_minor,
  "creditAppliedMinor" AS credit_applied_minor, "writtenOffMinor" AS written_off_minor, "disputedAt" AS disputed_at,
  CASE WHEN "documentStatus" = 'open' THEN "totalMinor" - "paidMinor" - "creditAppliedMinor" - "writtenOffMinor" ELSE 0 END AS balance_minor, "periodStart" AS period_start, "periodEnd" AS period_end,
  "issuedAt" AS issued_at, "dueAt" AS due_at, "paidAt" AS paid_at, "createdAt" AS created_at
FROM "Invoice";

CREATE VIEW v_invoice_lines AS
SELECT "id", "invoiceId" AS invoice_id, "clientId" AS client_id, "position", "kind", "description", "quantity", "unitMinor" AS unit_minor,
  "amountMinor" AS amount_minor, "taxPpm" AS tax_ppm, "periodStart" AS period_start, "periodEnd" AS period_end
FROM "InvoiceLine";

CREATE VIEW v_credit_notes AS
SELECT "id", "clientId" AS client_id, "invoiceId" AS invoice_id, "number", "reason", "mode", "currency", "subtotalMinor" AS subtotal_minor,
  "taxMinor" AS tax_minor, "totalMinor" AS total_minor, "appliedMinor" AS applied_minor, "walletMinor" AS wallet_minor, "refundMinor" AS refund_minor,
  "issuedAt" AS issued_at
FROM "CreditNote";

CREATE VIEW v_payments AS
SELECT "id", "clientId" AS client_id, "invoiceId" AS invoice_id, "provider", "mode", "amountMinor" AS amount_minor, "currency", "state",
  "externalId" AS external_id, "failureCode" AS failure_code, "createdAt" AS created_at, "settledAt" AS settled_at
FROM "Payment";

CREATE VIEW v_refunds AS
SELECT "id", "clientId" AS client_id, "paymentId" AS payment_id, "amountMinor" AS amount_minor, "currency", "state", "reason", "createdAt" AS created_at
FROM "Refund";

CREATE VIEW v_webhook_events AS
SELECT "id", "provider", "mode", "eventId" AS event_id, "type", "objectId" AS object_id, "state", "checks", "error", "attempts",
  "receivedAt" AS received_at, "processedAt" AS processed_at
FROM "WebhookEvent";

CREATE VIEW v_jobs AS
SELECT "id", task_identifier AS task, queue_name, run_at, attempts, max_attempts, last_error, locked_at, locked_by, created_at
FROM graphile_worker.jobs;

CREATE VIEW v_outbox AS
SELECT "id", "topic", "clientId" AS client_id, "attempts", "lastError" AS last_error, "createdAt" AS created_at,
  "processedAt" AS processed_at, "deadAt" AS dead_at
FROM "Outbox";

CREATE VIEW v_sessions AS
SELECT "id", "userId" AS user_id, "clientId" AS client_id, "userAgent" AS user_agent, "ip", "createdAt" AS created_at,
  "lastSeenAt" AS last_seen_at, "expiresAt" AS expires_at, "revokedAt" AS revoked_at
FROM "ClientSession";

CREATE VIEW v_audit AS
SELECT "id", "action", "clientId" AS client_id, "actorKind" AS actor_kind, "actorId" AS actor_id, "objectId" AS object_id, "data",
  "requestId" AS request_id, "createdAt" AS created_at
FROM "AuditEvent";
