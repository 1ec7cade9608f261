-- AlterTable
ALTER TABLE "Client" ADD COLUMN     "testClockId" TEXT;

-- AlterTable
ALTER TABLE "ClientProfile" ADD COLUMN     "isTaxExempt" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "region" TEXT,
ADD COLUMN     "taxExemptReason" TEXT;

-- AlterTable
ALTER TABLE "TaxRate" ADD COLUMN     "reverseCharge" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "Payment" ADD COLUMN     "isFinal" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "savedMethodId" TEXT,
ADD COLUMN     "savesMethod" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "SandboxCharge" ADD COLUMN     "cardId" TEXT,
ADD COLUMN     "kind" TEXT NOT NULL DEFAULT 'payment',
ADD COLUMN     "savesCard" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "Coupon" (
    "id" TEXT NOT NULL,
    "name" JSONB NOT NULL,
    "kind" TEXT NOT NULL,
    "percentPpm" INTEGER,
    "amountMinor" BIGINT,
    "currency" CHAR(3),
    "duration" TEXT NOT NULL,
    "durationPeriods" INTEGER,
    "planCodes" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "maxRedemptions" INTEGER,
    "perClientLimit" INTEGER NOT NULL DEFAULT 1,
    "redemptionCount" INTEGER NOT NULL DEFAULT 0,
    "redeemBy" TIMESTAMPTZ(3),
    "disabledAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Coupon_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "PromotionCode" (
    "id" TEXT NOT NULL,
    "couponId" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "maxRedemptions" INTEGER,
    "redemptionCount" INTEGER NOT NULL DEFAULT 0,
    "expiresAt" TIMESTAMPTZ(3),
    "disabledAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "PromotionCode_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "CouponRedemption" (
    "id" TEXT NOT NULL,
    "clientId" TEXT NOT NULL,
    "couponId" TEXT NOT NULL,
    "promotionCodeId" TEXT,
    "subscriptionId" TEXT,
    "ordinal" INTEGER NOT NULL,
    "periodsLimit" INTEGER,
    "periodsUsed" INTEGER NOT NULL DEFAULT 0,
    "state" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "CouponRedemption_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "CouponApplication" (
    "clientId" TEXT NOT NULL,
    "redemptionId" TEXT NOT NULL,
    "invoiceId" TEXT NOT NULL,
    "amountMinor" BIGINT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "CouponApplication_pkey" PRIMARY KEY ("invoiceId","redemptionId")
);

-- CreateTable
CREATE TABLE "DunningCase" (
    "id" TEXT NOT NULL,
    "clientId" TEXT NOT NULL,
    "invoiceId" TEXT NOT NULL,
    "subscriptionId" TEXT,
    "state" TEXT NOT NULL,
    "step" INTEGER NOT NULL DEFAULT 0,
    "nextRetryAt" TIMESTAMPTZ(3),
    "suspendAt" TIMESTAMPTZ(3) NOT NULL,
    "deleteAt" TIMESTAMPTZ(3) NOT NULL,
    "finalDeclineAt" TIMESTAMPTZ(3),
    "finalCode" TEXT,
    "suspendedAt" TIMESTAMPTZ(3),
    "extendedDays" INTEGER NOT NULL DEFAULT 0,
    "closedAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "DunningCase_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "DunningEvent" (
    "id" TEXT NOT NULL,
    "clientId" TEXT NOT NULL,
    "caseId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "detail" JSONB NOT NULL DEFAULT '{}',
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "DunningEvent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SavedMethod" (
    "id" TEXT NOT NULL,
    "clientId" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "externalId" TEXT NOT NULL,
    "customerRef" TEXT,
    "kind" TEXT NOT NULL,
    "brand" TEXT,
    "last4" TEXT,
    "expMonth" INTEGER,
    "expYear" INTEGER,
    "fingerprint" TEXT,
    "isDefault" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,
    "removedAt" TIMESTAMPTZ(3),

    CONSTRAINT "SavedMethod_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SandboxCard" (
    "id" TEXT NOT NULL,
    "brand" TEXT NOT NULL,
    "last4" TEXT NOT NULL,
    "expMonth" INTEGER NOT NULL,
    "expYear" INTEGER NOT NULL,
    "behaviour" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "removedAt" TIMESTAMPTZ(3),

    CONSTRAINT "SandboxCard_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "BillingRun" (
    "id" TEXT NOT NULL,
    "asOf" TIMESTAMPTZ(3) NOT NULL,
    "trigger" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "worker" TEXT NOT NULL,
    "clients" INTEGER NOT NULL DEFAULT 0,
    "items" INTEGER NOT NULL DEFAULT 0,
    "invoices" INTEGER NOT NULL DEFAULT 0,
    "parked" INTEGER NOT NULL DEFAULT 0,
    "error" TEXT,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "beatAt" TIMESTAMPTZ(3) NOT NULL,
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "BillingRun_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "BillingLease" (
    "clientId" TEXT NOT NULL,
    "runId" TEXT NOT NULL,
    "leasedUntil" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "BillingLease_pkey" PRIMARY KEY ("clientId")
);

-- CreateTable
CREATE TABLE "ParkedClient" (
    "id" TEXT NOT NULL,
    "clientId" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "detail" TEXT NOT NULL,
    "runId" TEXT,
    "parkedAt" TIMESTAMPTZ(3) NOT NULL,
    "releasedAt" TIMESTAMPTZ(3),
    "releasedById" TEXT,
    "releaseNote" TEXT,

    CONSTRAINT "ParkedClient_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "BillingDay" (
    "clientId" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "items" INTEGER NOT NULL,

    CONSTRAINT "BillingDay_pkey" PRIMARY KEY ("clientId","day")
);

-- CreateTable
CREATE TABLE "TestClock" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "now" TIMESTAMPTZ(3) NOT NULL,
    "targetAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "TestClock_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "PromotionCode_code_key" ON "PromotionCode"("code");

-- CreateIndex
CREATE INDEX "PromotionCode_couponId_idx" ON "PromotionCode"("couponId");

-- CreateIndex
CREATE INDEX "CouponRedemption_clientId_state_idx" ON "CouponRedemption"("clientId", "state");

-- CreateIndex
CREATE INDEX "CouponRedemption_couponId_id_idx" ON "CouponRedemption"("couponId", "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "CouponRedemption_clientId_id_key" ON "CouponRedemption"("clientId", "id");

-- CreateIndex
CREATE INDEX "DunningCase_clientId_state_idx" ON "DunningCase"("clientId", "state");

-- CreateIndex
CREATE UNIQUE INDEX "DunningCase_clientId_id_key" ON "DunningCase"("clientId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "DunningCase_clientId_invoiceId_key" ON "DunningCase"("clientId", "invoiceId");

-- CreateIndex
CREATE INDEX "DunningEvent_caseId_at_idx" ON "DunningEvent"("caseId", "at");

-- CreateIndex
CREATE INDEX "SavedMethod_clientId_createdAt_idx" ON "SavedMethod"("clientId", "createdAt");

-- CreateIndex
CREATE INDEX "SavedMethod_fingerprint_idx" ON "SavedMethod"("fingerprint");

-- CreateIndex
CREATE UNIQUE INDEX "SavedMethod_clientId_id_key" ON "SavedMethod"("clientId", "id");

-- CreateIndex
CREATE INDEX "BillingRun_startedAt_idx" ON "BillingRun"("startedAt" DESC);

-- CreateIndex
CREATE INDEX "BillingLease_leasedUntil_idx" ON "BillingLease"("leasedUntil");

-- CreateIndex
CREATE INDEX "ParkedClient_clientId_parkedAt_idx" ON "ParkedClient"("clientId", "parkedAt");

-- CreateIndex
CREATE INDEX "Client_testClockId_idx" ON "Client"("testClockId");

-- AddForeignKey
ALTER TABLE "Client" ADD CONSTRAINT "Client_testClockId_fkey" FOREIGN KEY ("testClockId") REFERENCES "TestClock"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PromotionCode" ADD CONSTRAINT "PromotionCode_couponId_fkey" FOREIGN KEY ("couponId") REFERENCES "Coupon"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CouponRedemption" ADD CONSTRAINT "CouponRedemption_clientId_fkey" FOREIGN KEY ("clientId") REFERENCES "Client"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CouponRedemption" ADD CONSTRAINT "CouponRedemption_couponId_fkey" FOREIGN KEY ("couponId") REFERENCES "Coupon"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CouponRedemption" ADD CONSTRAINT "CouponRedemption_promotionCodeId_fkey" FOREIGN KEY ("promotionCodeId") REFERENCES "PromotionCode"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CouponRedemption" ADD CONSTRAINT "CouponRedemption_clientId_subscriptionId_fkey" FOREIGN KEY ("clientId", "subscriptionId") REFERENCES "Subscription"("clientId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CouponApplication" ADD CONSTRAINT "CouponApplication_clientId_redemptionId_fkey" FOREIGN KEY ("clientId", "redemptionId") REFERENCES "CouponRedemption"("clientId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CouponApplication" ADD CONSTRAINT "CouponApplication_clientId_invoiceId_fkey" FOREIGN KEY ("clientId", "invoiceId") REFERENCES "Invoice"("clientId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "DunningCase" ADD CONSTRAINT "DunningCase_clientId_fkey" FOREIGN KEY ("clientId") REFERENCES "Client"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "DunningCase" ADD CONSTRAINT "DunningCase_clientId_invoiceId_fkey" FOREIGN KEY ("clientId", "invoiceId") REFERENCES "Invoice"("clientId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "DunningCase" ADD CONSTRAINT "DunningCase_clientId_subscriptionId_fkey" FOREIGN KEY ("clientId", "subscriptionId") REFERENCES "Subscription"("clientId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "DunningEvent" ADD CONSTRAINT "DunningEvent_clientId_caseId_fkey" FOREIGN KEY ("clientId", "caseId") REFERENCES "DunningCase"("clientId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SavedMethod" ADD CONSTRAINT "SavedMethod_clientId_fkey" FOREIGN KEY ("clientId") REFERENCES "Client"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ParkedClient" ADD CONSTRAINT "ParkedClient_clientId_fkey" FOREIGN KEY ("clientId") REFERENCES "Client"("id") ON DELETE RESTRICT ON UPDATE CASCADE;



-- What the schema language cannot say -----------------------------------------------------------------------------
ALTER TABLE "Coupon" ADD CONSTRAINT coupon_value CHECK (
  ("kind" = 'percent' AND "percentPpm" BETWEEN 1 AND 1000000 AND "amountMinor" IS NULL AND "currency" IS NULL)
  OR ("kind" = 'fixed' AND "amountMinor" > 0 AND "currency" IS NOT NULL AND "percentPpm" IS NULL));
ALTER TABLE "Coupon" ADD CONSTRAINT coupon_duration CHECK (
  "duration" IN ('once', 'repeating', 'forever') AND ("duration" = 'repeating') = ("durationPeriods" IS NOT NULL) AND "durationPeriods" > 0);
ALTER TABLE "Coupon" ADD CONSTRAINT coupon_limits CHECK (
  "perClientLimit" > 0 AND "redemptionCount" >= 0 AND ("maxRedemptions" IS NULL OR "redemptionCount" <= "maxRedemptions"));
ALTER TABLE "PromotionCode" ADD CONSTRAINT promotion_code_limits CHECK (
  "code" ~ '^[A-Z0-9][A-Z0-9_-]{2,39}$' AND "redemptionCount" >= 0 AND ("maxRedemptions" IS NULL OR "redemptionCount" <= "maxRedemptions"));
ALTER TABLE "CouponRedemption" ADD CONSTRAINT coupon_redemption_state CHECK (
  "state" IN ('active', 'ended', 'released') AND "ordinal" > 0 AND "periodsUsed" >= 0 AND ("periodsLimit" IS NULL OR "periodsUsed" <= "periodsLimit"));
-- A released redemption gives its place back; the others of a client are numbered 1, 2, 3.
CREATE UNIQUE INDEX coupon_redemption_ordinal ON "CouponRedemption" ("couponId", "clientId", "ordinal") WHERE "state" <> 'released';
ALTER TABLE "CouponApplication" ADD CONSTRAINT coupon_application_amount CHECK ("amountMinor" >= 0);

CREATE FUNCTION keep_coupon() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  moving text[] := ARRAY['name', 'redemptionCount', 'maxRedemptions', 'redeemBy', 'disabledAt', 'updatedAt'];
BEGIN
  IF to_jsonb(NEW) - moving IS DISTINCT FROM to_jsonb(OLD) - moving THEN
    RAISE EXCEPTION 'what a coupon takes off cannot change' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER coupon_value_immutable BEFORE UPDATE ON "Coupon" FOR EACH ROW EXECUTE FUNCTION keep_coupon();

-- One rate at a time for a place.
ALTER TABLE "TaxRate" ADD CONSTRAINT tax_rate_no_overlap EXCLUDE USING gist (
  "country" WITH =, (coalesce("region", '')) WITH =, tstzrange("effectiveFrom", "effectiveTo") WITH &&);

ALTER TABLE "SavedMethod" ADD CONSTRAINT saved_method_words CHECK ("mode" IN ('test', 'live') AND "kind" IN ('card', 'paypal'));
CREATE UNIQUE INDEX saved_method_one_default ON "SavedMethod" ("clientId") WHERE "isDefault" AND "removedAt" IS NULL;
CREATE UNIQUE INDEX saved_method_once ON "SavedMethod" ("clientId", "provider", "mode", "externalId") WHERE "removedAt" IS NULL;
ALTER TABLE "Payment" ADD CONSTRAINT payment_saved_method FOREIGN KEY ("clientId", "savedMethodId") REFERENCES "SavedMethod" ("clientId", "id");
ALTER TABLE "SandboxCard" ADD CONSTRAINT sandbox_card_behaviour CHECK ("behaviour" IN ('pays', 'declines_soft', 'declines_final', 'needs_customer'));
ALTER TABLE "SandboxCharge" ADD CONSTRAINT sandbox_charge_kind CHECK ("kind" IN ('payment', 'setup'));

ALTER TABLE "DunningCase" ADD CONSTRAINT dunning_case_words CHECK (
  "state" IN ('open', 'suspended', 'recovered', 'ended') AND "step" >= 0 AND "extendedDays" >= 0 AND "deleteAt" >= "suspendAt"
  AND ("state" IN ('recovered', 'ended')) = ("closedAt" IS NOT NULL));
CREATE INDEX dunning_case_due ON "DunningCase" (LEAST("nextRetryAt", CASE WHEN "suspendedAt" IS NULL THEN "suspendAt" ELSE "deleteAt" END))
  WHERE "state" IN ('open', 'suspended');
CREATE TRIGGER dunning_event_append_only BEFORE UPDATE OR DELETE ON "DunningEvent" FOR EACH ROW EXECUTE FUNCTION refuse_change();

ALTER TABLE "BillingRun" ADD CONSTRAINT billing_run_words CHECK ("state" IN ('running', 'done', 'failed') AND "trigger" IN ('schedule', 'staff', 'clock'));
ALTER TABLE "ParkedClient" ADD CONSTRAINT parked_client_reason CHECK ("reason" IN ('failed', 'too_many_items', 'ledger_mismatch'));
CREATE UNIQUE INDEX parked_client_once ON "ParkedClient" ("clientId") WHERE "releasedAt" IS NULL;
ALTER TABLE "BillingDay" ADD CONSTRAINT billing_day_items CHECK ("items" > 0);
-- Losing who held what when the server crashes costs nothing: a lease lasts less than a minute.
ALTER TABLE "BillingLease" SET UNLOGGED;

-- Only clients that play with test money live by another clock.
ALTER TABLE "Client" ADD CONSTRAINT client_clock_is_test CHECK ("testClockId" IS NULL OR "mode" = 'test');

-- What the run looks for.
CREATE INDEX subscription_due ON "Subscription" ("currentPeriodEnd") WHERE "status" IN ('trialing', 'active', 'past_due');
CREATE INDEX subscription_incomplete ON "Subscription" ("createdAt") WHERE "status" = 'incomplete';
CREATE INDEX invoice_unpaid_due ON "Invoice" ("dueAt") WHERE "documentStatus" = 'open' AND "paymentStatus" IN ('unpaid', 'partially_paid');
