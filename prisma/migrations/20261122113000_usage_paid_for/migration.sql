-- What was paid for, for invoices by its period and for the ledger's check as sums per client: one index serves both.
CREATE INDEX usage_event_paid ON "UsageEvent" ("usagePeriodId") INCLUDE ("clientId", "walletPicos") WHERE "overagePicos" > 0 OR "walletPicos" > 0;
DROP INDEX usage_event_paid_for;
DROP INDEX usage_event_from_wallet;
