-- Coins that the operator sent to an address of a payment (gas to move tokens on): they pay for nothing.
ALTER TABLE "CoinArrival" ADD COLUMN "ignoredAt" TIMESTAMPTZ(3), ADD COLUMN "ignoredById" TEXT, ADD COLUMN "ignoredNote" TEXT;
ALTER TABLE "CoinArrival" ADD CONSTRAINT coin_arrival_ignored CHECK ("ignoredAt" IS NULL OR ("ignoredNote" IS NOT NULL AND ("bookedAt" IS NULL OR "reversedAt" IS NOT NULL)));
DROP INDEX coin_arrival_unvalued;
CREATE INDEX coin_arrival_unvalued ON "CoinArrival" ("seenAt") WHERE "valueMinor" IS NULL AND "goneAt" IS NULL AND "ignoredAt" IS NULL;
