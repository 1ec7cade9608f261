-- Five guards that the migration before this one took away are in force again.
ALTER TABLE "Hold" ADD CONSTRAINT hold_usage_period FOREIGN KEY ("clientId", "usagePeriodId") REFERENCES "UsagePeriod" ("clientId", "id");
ALTER TABLE "UsageEvent" ADD CONSTRAINT usage_event_key FOREIGN KEY ("clientId", "keyId") REFERENCES "APIKey" ("clientId", "id");
ALTER TABLE "WalletTopUp" ADD CONSTRAINT wallet_top_up_invoice FOREIGN KEY ("clientId", "invoiceId") REFERENCES "Invoice" ("clientId", "id");
ALTER TABLE "RevenueSchedule" ADD CONSTRAINT revenue_schedule_invoice FOREIGN KEY ("clientId", "invoiceId") REFERENCES "Invoice" ("clientId", "id");
CREATE UNIQUE INDEX ledger_account_identity ON "LedgerAccount" ("clientId", "kind", "currency", "mode") NULLS NOT DISTINCT;
