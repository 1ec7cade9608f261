-- When the provider was last asked about an attempt: those that wait longest come first, so that none starves the others.
ALTER TABLE "Payment" ADD COLUMN "checkedAt" TIMESTAMPTZ(3);
CREATE INDEX payment_open_by_check ON "Payment" ("checkedAt" NULLS FIRST) WHERE "state" IN ('created', 'awaiting_customer', 'processing', 'unknown');
