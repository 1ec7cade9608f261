-- What one arrival of coins did: the part that was more than the invoice, and how often it was booked (a reorganisation takes it
-- back, and it may come again).
ALTER TABLE "CoinArrival" ADD COLUMN "surplusMinor" BIGINT NOT NULL DEFAULT 0, ADD COLUMN "bookings" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "CoinArrival" ADD CONSTRAINT coin_arrival_booked CHECK (
  ("bookedAt" IS NULL OR ("valueMinor" IS NOT NULL AND "bookings" > 0)) AND ("reversedAt" IS NULL OR "bookedAt" IS NOT NULL)
  AND ("valueMinor" IS NULL OR "valueMinor" >= 0) AND "surplusMinor" >= 0);
CREATE INDEX coin_arrival_unvalued ON "CoinArrival" ("seenAt") WHERE "valueMinor" IS NULL AND "goneAt" IS NULL;

CREATE TABLE "CoinQuote" (
    "id" TEXT NOT NULL,
    "clientId" TEXT NOT NULL,
    "paymentId" TEXT NOT NULL,
    "addressId" TEXT NOT NULL,
    "asset" TEXT NOT NULL,
    "rate" TEXT NOT NULL,
    "sources" JSONB NOT NULL,
    "spreadBps" INTEGER NOT NULL,
    "isStatic" BOOLEAN NOT NULL,
    "observedAt" TIMESTAMPTZ(3) NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "fiatMinor" BIGINT NOT NULL,
    "units" DECIMAL(38,0) NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "endsAt" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "CoinQuote_pkey" PRIMARY KEY ("id"),
    CONSTRAINT coin_quote_is_something CHECK ("fiatMinor" > 0 AND "units" > 0 AND "endsAt" > "createdAt" AND "asset" IN ('BTC', 'ETH', 'USDT')),
    CONSTRAINT coin_quote_rate CHECK ("rate" ~ '^\d{1,15}(\.\d{1,12})?$' AND "rate" ~ '[1-9]')
);
CREATE INDEX "CoinQuote_paymentId_createdAt_idx" ON "CoinQuote"("paymentId", "createdAt" DESC);
ALTER TABLE "CoinQuote" ADD CONSTRAINT "CoinQuote_clientId_paymentId_fkey" FOREIGN KEY ("clientId", "paymentId") REFERENCES "Payment"("clientId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "CoinQuote" ADD CONSTRAINT "CoinQuote_clientId_addressId_fkey" FOREIGN KEY ("clientId", "addressId") REFERENCES "CoinAddress"("clientId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

CREATE TABLE "CoinRefund" (
    "id" TEXT NOT NULL,
    "clientId" TEXT NOT NULL,
    "refundId" TEXT NOT NULL,
    "paymentId" TEXT NOT NULL,
    "asset" TEXT NOT NULL,
    "network" TEXT NOT NULL,
    "amountMinor" BIGINT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "units" DECIMAL(38,0) NOT NULL,
    "state" TEXT NOT NULL,
    "destination" TEXT,
    "txHash" TEXT,
    "note" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,
    "sentAt" TIMESTAMPTZ(3),
    "sentById" TEXT,
    CONSTRAINT "CoinRefund_pkey" PRIMARY KEY ("id"),
    CONSTRAINT coin_refund_amount CHECK ("amountMinor" > 0 AND "units" >= 0 AND "asset" IN ('BTC', 'ETH', 'USDT')),
    CONSTRAINT coin_refund_state CHECK ("state" IN ('needs_address', 'needs_operator', 'sent', 'canceled')
      AND ("state" NOT IN ('needs_operator', 'sent') OR "destination" IS NOT NULL)
      AND ("state" = 'sent') = ("txHash" IS NOT NULL) AND ("txHash" IS NULL) = ("sentAt" IS NULL))
);
CREATE UNIQUE INDEX "CoinRefund_clientId_id_key" ON "CoinRefund"("clientId", "id");
CREATE UNIQUE INDEX "CoinRefund_refundId_asset_network_key" ON "CoinRefund"("refundId", "asset", "network");
CREATE INDEX "CoinRefund_paymentId_idx" ON "CoinRefund"("paymentId");
CREATE INDEX "CoinRefund_state_id_idx" ON "CoinRefund"("state", "id" DESC);
ALTER TABLE "CoinRefund" ADD CONSTRAINT "CoinRefund_clientId_paymentId_fkey" FOREIGN KEY ("clientId", "paymentId") REFERENCES "Payment"("clientId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "CoinRefund" ADD CONSTRAINT "CoinRefund_clientId_refundId_fkey" FOREIGN KEY ("clientId", "refundId") REFERENCES "Refund"("clientId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
