CREATE TABLE "Dispute" (
    "id" TEXT NOT NULL,
    "clientId" TEXT NOT NULL,
    "paymentId" TEXT NOT NULL,
    "invoiceId" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "externalId" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "amountMinor" BIGINT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "reason" TEXT,
    "respondBy" TIMESTAMPTZ(3),
    "reopenedMinor" BIGINT NOT NULL DEFAULT 0,
    "withdrawnMinor" BIGINT NOT NULL DEFAULT 0,
    "unrecoveredMinor" BIGINT NOT NULL DEFAULT 0,
    "openedAt" TIMESTAMPTZ(3) NOT NULL,
    "closedAt" TIMESTAMPTZ(3),
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "Dispute_pkey" PRIMARY KEY ("id"),
    CONSTRAINT dispute_state CHECK ("state" IN ('open', 'won', 'lost') AND "mode" IN ('test', 'live')),
    CONSTRAINT dispute_amounts CHECK ("amountMinor" > 0 AND "reopenedMinor" >= 0 AND "withdrawnMinor" >= 0 AND "unrecoveredMinor" >= 0
      AND "reopenedMinor" + "withdrawnMinor" + "unrecoveredMinor" = "amountMinor")
);
CREATE UNIQUE INDEX "Dispute_clientId_id_key" ON "Dispute"("clientId", "id");
CREATE UNIQUE INDEX "Dispute_provider_mode_externalId_key" ON "Dispute"("provider", "mode", "externalId");
CREATE INDEX "Dispute_state_id_idx" ON "Dispute"("state", "id" DESC);
ALTER TABLE "Dispute" ADD CONSTRAINT "Dispute_clientId_paymentId_fkey" FOREIGN KEY ("clientId", "paymentId") REFERENCES "Payment"("clientId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "Dispute" ADD CONSTRAINT "Dispute_clientId_invoiceId_fkey" FOREIGN KEY ("clientId", "invoiceId") REFERENCES "Invoice"("clientId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
