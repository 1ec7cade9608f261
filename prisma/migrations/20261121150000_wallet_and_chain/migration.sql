-- DropIndex
DROP INDEX "LedgerEntry_accountId_idx";

-- AlterTable
ALTER TABLE "Wallet" ADD COLUMN     "drawnPicos" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "lowBalanceNotifiedAt" TIMESTAMPTZ(3),
ADD COLUMN     "lowBalancePicos" BIGINT,
ADD COLUMN     "unpostedPicos" BIGINT NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "LedgerSeal" (
    "mode" TEXT NOT NULL,
    "sequence" BIGINT NOT NULL,
    "transactionId" TEXT NOT NULL,
    "previousHash" CHAR(64) NOT NULL,
    "hash" CHAR(64) NOT NULL,
    "sealedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "LedgerSeal_pkey" PRIMARY KEY ("mode","sequence")
);

-- CreateTable
CREATE TABLE "LedgerUnsealed" (
    "transactionId" TEXT NOT NULL,
    "mode" TEXT NOT NULL,

    CONSTRAINT "LedgerUnsealed_pkey" PRIMARY KEY ("transactionId")
);

-- CreateTable
CREATE TABLE "LedgerDifference" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "subjectId" TEXT NOT NULL,
    "clientId" TEXT,
    "expected" TEXT NOT NULL,
    "actual" TEXT NOT NULL,
    "firstSeenAt" TIMESTAMPTZ(3) NOT NULL,
    "lastSeenAt" TIMESTAMPTZ(3) NOT NULL,
    "resolvedAt" TIMESTAMPTZ(3),

    CONSTRAINT "LedgerDifference_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "LedgerCheck" (
    "id" TEXT NOT NULL,
    "transactions" BIGINT NOT NULL,
    "wallets" INTEGER NOT NULL,
    "differences" INTEGER NOT NULL,
    "heads" JSONB NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "finishedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "LedgerCheck_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "WalletGrant" (
    "id" TEXT NOT NULL,
    "clientId" TEXT NOT NULL,
    "walletId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "priority" INTEGER NOT NULL,
    "amountPicos" BIGINT NOT NULL,
    "remainingPicos" BIGINT NOT NULL,
    "expiresAt" TIMESTAMPTZ(3),
    "sourceKind" TEXT NOT NULL,
    "sourceId" TEXT NOT NULL,
    "reason" TEXT,
    "createdById" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "expiredAt" TIMESTAMPTZ(3),

    CONSTRAINT "WalletGrant_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "WalletTopUp" (
    "id" TEXT NOT NULL,
    "clientId" TEXT NOT NULL,
    "walletId" TEXT NOT NULL,
    "invoiceId" TEXT NOT NULL,
    "amountMinor" BIGINT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "isAutomatic" BOOLEAN NOT NULL,
    "state" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "closedAt" TIMESTAMPTZ(3),

    CONSTRAINT "WalletTopUp_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AutoTopUp" (
    "clientId" TEXT NOT NULL,
    "isEnabled" BOOLEAN NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "thresholdMinor" BIGINT NOT NULL,
    "amountMinor" BIGINT NOT NULL,
    "monthlyCapMinor" BIGINT NOT NULL,
    "pausedAt" TIMESTAMPTZ(3),
    "pauseReason" TEXT,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "AutoTopUp_pkey" PRIMARY KEY ("clientId")
);

-- CreateTable
CREATE TABLE "RevenueSchedule" (
    "id" TEXT NOT NULL,
    "clientId" TEXT NOT NULL,
    "invoiceId" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "mode" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "amountMinor" BIGINT NOT NULL,
    "recognisedMinor" BIGINT NOT NULL DEFAULT 0,
    "startsAt" TIMESTAMPTZ(3) NOT NULL,
    "endsAt" TIMESTAMPTZ(3) NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "RevenueSchedule_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "LedgerSeal_transactionId_key" ON "LedgerSeal"("transactionId");

-- CreateIndex
CREATE INDEX "LedgerUnsealed_mode_transactionId_idx" ON "LedgerUnsealed"("mode", "transactionId");

-- CreateIndex
CREATE INDEX "LedgerDifference_clientId_resolvedAt_idx" ON "LedgerDifference"("clientId", "resolvedAt");

-- CreateIndex
CREATE INDEX "WalletGrant_walletId_priority_expiresAt_id_idx" ON "WalletGrant"("walletId", "priority", "expiresAt", "id");

-- CreateIndex
CREATE UNIQUE INDEX "WalletGrant_clientId_id_key" ON "WalletGrant"("clientId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "WalletGrant_sourceKind_sourceId_key" ON "WalletGrant"("sourceKind", "sourceId");

-- CreateIndex
CREATE UNIQUE INDEX "WalletTopUp_invoiceId_key" ON "WalletTopUp"("invoiceId");

-- CreateIndex
CREATE INDEX "WalletTopUp_clientId_createdAt_idx" ON "WalletTopUp"("clientId", "createdAt");

-- CreateIndex
CREATE INDEX "WalletTopUp_state_createdAt_idx" ON "WalletTopUp"("state", "createdAt");

-- CreateIndex
CREATE UNIQUE INDEX "WalletTopUp_clientId_id_key" ON "WalletTopUp"("clientId", "id");

-- CreateIndex
CREATE INDEX "RevenueSchedule_clientId_endsAt_idx" ON "RevenueSchedule"("clientId", "endsAt");

-- CreateIndex
CREATE UNIQUE INDEX "RevenueSchedule_invoiceId_position_key" ON "RevenueSchedule"("invoiceId", "position");

-- CreateIndex
CREATE INDEX "LedgerEntry_accountId_id_idx" ON "LedgerEntry"("accountId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Wallet_clientId_id_key" ON "Wallet"("clientId", "id");

-- AddForeignKey
ALTER TABLE "LedgerSeal" ADD CONSTRAINT "LedgerSeal_transactionId_fkey" FOREIGN KEY ("transactionId") REFERENCES "LedgerTransaction"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "WalletGrant" ADD CONSTRAINT "WalletGrant_clientId_walletId_fkey" FOREIGN KEY ("clientId", "walletId") REFERENCES "Wallet"("clientId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "WalletTopUp" ADD CONSTRAINT "WalletTopUp_clientId_walletId_fkey" FOREIGN KEY ("clientId", "walletId") REFERENCES "Wallet"("clientId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AutoTopUp" ADD CONSTRAINT "AutoTopUp_clientId_fkey" FOREIGN KEY ("clientId") REFERENCES "Wallet"("clientId") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What the schema language cannot say --------------------------------------------------------------------------------
ALTER TABLE "Wallet" ADD CONSTRAINT wallet_running CHECK ("drawnPicos" >= 0 AND "unpostedPicos" >= 0 AND "lowBalancePicos" >= 0);

ALTER TABLE "WalletGrant" ADD CONSTRAINT wallet_grant_amounts CHECK (
  "amountPicos" > 0 AND "remainingPicos" BETWEEN 0 AND "amountPicos" AND "priority" BETWEEN 1 AND 100 AND "expiresAt" > "createdAt");
ALTER TABLE "WalletGrant" ADD CONSTRAINT wallet_grant_kind CHECK ("kind" IN ('top_up', 'promo', 'credit', 'surplus', 'adjustment'));
-- Burning and expiring read only what is left.
CREATE INDEX wallet_grant_left ON "WalletGrant" ("walletId", "priority", "expiresAt", "id") WHERE "remainingPicos" > 0;
CREATE INDEX wallet_grant_expiring ON "WalletGrant" ("expiresAt") WHERE "remainingPicos" > 0 AND "expiresAt" IS NOT NULL;

CREATE FUNCTION keep_wallet_grant() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  moving text[] := ARRAY['remainingPicos', 'expiredAt'];
BEGIN
  IF TG_OP = 'DELETE' OR to_jsonb(NEW) - moving IS DISTINCT FROM to_jsonb(OLD) - moving OR NEW."remainingPicos" > OLD."remainingPicos" THEN
    RAISE EXCEPTION 'a grant is only ever used up' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER wallet_grant_only_used BEFORE UPDATE OR DELETE ON "WalletGrant" FOR EACH ROW EXECUTE FUNCTION keep_wallet_grant();

ALTER TABLE "WalletTopUp" ADD CONSTRAINT wallet_top_up_invoice FOREIGN KEY ("clientId", "invoiceId") REFERENCES "Invoice" ("clientId", "id");
ALTER TABLE "WalletTopUp" ADD CONSTRAINT wallet_top_up_state CHECK (
  "amountMinor" > 0 AND "state" IN ('pending', 'credited', 'failed', 'canceled') AND ("state" = 'pending') = ("closedAt" IS NULL));
-- Two processes that see the same low balance buy once.
CREATE UNIQUE INDEX wallet_top_up_one_automatic ON "WalletTopUp" ("clientId") WHERE "isAutomatic" AND "state" = 'pending';

ALTER TABLE "AutoTopUp" ADD CONSTRAINT auto_top_up_amounts CHECK (
  "thresholdMinor" >= 0 AND "amountMinor" > 0 AND "monthlyCapMinor" >= "amountMinor" AND ("pausedAt" IS NULL) = ("pauseReason" IS NULL));

ALTER TABLE "RevenueSchedule" ADD CONSTRAINT revenue_schedule_invoice FOREIGN KEY ("clientId", "invoiceId") REFERENCES "Invoice" ("clientId", "id");
ALTER TABLE "RevenueSchedule" ADD CONSTRAINT revenue_schedule_amounts CHECK (
  "endsAt" >= "startsAt" AND "mode" IN ('test', 'live')
  AND "recognisedMinor" BETWEEN least(0, "amountMinor") AND greatest(0, "amountMinor"));
CREATE INDEX revenue_schedule_running ON "RevenueSchedule" ("startsAt") WHERE "recognisedMinor" <> "amountMinor";

-- Usage that was paid from a wallet, summed by the reconciliation without reading the rest.
CREATE INDEX usage_event_from_wallet ON "UsageEvent" ("clientId") INCLUDE ("walletPicos") WHERE "walletPicos" > 0;

-- One open difference for what differs.
CREATE UNIQUE INDEX ledger_difference_open ON "LedgerDifference" ("kind", "subjectId") WHERE "resolvedAt" IS NULL;

-- The chain ------------------------------------------------------------------------------------------------------------
CREATE TRIGGER ledger_seal_append_only BEFORE UPDATE OR DELETE ON "LedgerSeal" FOR EACH ROW EXECUTE FUNCTION refuse_change();
ALTER TABLE "LedgerSeal" ADD CONSTRAINT ledger_seal_sequence CHECK ("sequence" > 0 AND "mode" IN ('test', 'live'));

CREATE FUNCTION await_seal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "LedgerUnsealed" ("transactionId", "mode") VALUES (NEW."id", NEW."mode");
  RETURN NULL;
END $$;
CREATE TRIGGER ledger_transaction_awaits_seal AFTER INSERT ON "LedgerTransaction" FOR EACH ROW EXECUTE FUNCTION await_seal();
INSERT INTO "LedgerUnsealed" ("transactionId", "mode") SELECT "id", "mode" FROM "LedgerTransaction";

-- What wallets hold already becomes one grant each.
INSERT INTO "WalletGrant" ("id", "clientId", "walletId", "kind", "priority", "amountPicos", "remainingPicos", "sourceKind", "sourceId", "createdAt")
  SELECT 'grt_' || substr("id", 5), "clientId", "id", 'adjustment', 50, "balancePicos", "balancePicos", 'opening', "id", "updatedAt" FROM "Wallet" WHERE "balancePicos" > 0;
-- Usage until now has left the balance, but not the ledger: the next posting books it.
UPDATE "Wallet" w SET "drawnPicos" = u."total", "unpostedPicos" = u."total"
  FROM (SELECT "clientId", sum("walletPicos") AS "total" FROM "UsageEvent" WHERE "walletPicos" > 0 GROUP BY 1) u WHERE u."clientId" = w."clientId";
