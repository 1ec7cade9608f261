-- Subscriptions: seats, changes that wait for a payment or for the period's end, pauses, spans of billed service, trials, prices of one client.
ALTER TABLE "Subscription" ADD COLUMN     "cancelReason" TEXT,
ADD COLUMN     "collectsFrom" TIMESTAMPTZ(3),
ADD COLUMN     "pauseKind" TEXT,
ADD COLUMN     "pausedAt" TIMESTAMPTZ(3),
ADD COLUMN     "pendingAmountMinor" BIGINT,
ADD COLUMN     "pendingInterval" TEXT,
ADD COLUMN     "pendingPlanVersionId" TEXT,
ADD COLUMN     "pendingQuantity" INTEGER,
ADD COLUMN     "quantity" INTEGER NOT NULL DEFAULT 1,
ADD COLUMN     "resumesAt" TIMESTAMPTZ(3),
ADD COLUMN     "serviceSuspendedAt" TIMESTAMPTZ(3),
ADD COLUMN     "trialNoticeSentAt" TIMESTAMPTZ(3);

CREATE TABLE "ServiceSpan" (
    "id" TEXT NOT NULL,
    "clientId" TEXT NOT NULL,
    "subscriptionId" TEXT NOT NULL,
    "planVersionId" TEXT NOT NULL,
    "invoiceId" TEXT,
    "quantity" INTEGER NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "startsAt" TIMESTAMPTZ(3) NOT NULL,
    "endsAt" TIMESTAMPTZ(3) NOT NULL,
    "billedUntil" TIMESTAMPTZ(3) NOT NULL,
    "netMinor" BIGINT NOT NULL,
    "creditedMinor" BIGINT NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ServiceSpan_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "SubscriptionChange" (
    "id" TEXT NOT NULL,
    "clientId" TEXT NOT NULL,
    "subscriptionId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "invoiceId" TEXT,
    "planVersionId" TEXT NOT NULL,
    "interval" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL,
    "amountMinor" BIGINT NOT NULL,
    "netMinor" BIGINT NOT NULL,
    "unusedMinor" BIGINT NOT NULL,
    "anchorDay" INTEGER NOT NULL,
    "startsAt" TIMESTAMPTZ(3) NOT NULL,
    "endsAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "settledAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "SubscriptionChange_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "CustomPrice" (
    "id" TEXT NOT NULL,
    "clientId" TEXT NOT NULL,
    "planVersionId" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "interval" TEXT NOT NULL,
    "amountMinor" BIGINT NOT NULL,
    "effectiveFrom" TIMESTAMPTZ(3) NOT NULL,
    "effectiveTo" TIMESTAMPTZ(3),
    "note" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "CustomPrice_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "TrialUse" (
    "id" TEXT NOT NULL,
    "clientId" TEXT NOT NULL,
    "subscriptionId" TEXT NOT NULL,
    "emailNormalized" TEXT NOT NULL,
    "cardFingerprint" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "TrialUse_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "PlanMigration" (
    "id" TEXT NOT NULL,
    "fromVersionId" TEXT NOT NULL,
    "toVersionId" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "PlanMigration_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "PlanMigrationItem" (
    "migrationId" TEXT NOT NULL,
    "subscriptionId" TEXT NOT NULL,
    "clientId" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "detail" TEXT,
    "doneAt" TIMESTAMPTZ(3),

    CONSTRAINT "PlanMigrationItem_pkey" PRIMARY KEY ("migrationId","subscriptionId")
);

CREATE INDEX "ServiceSpan_subscriptionId_startsAt_idx" ON "ServiceSpan"("subscriptionId", "startsAt");

CREATE UNIQUE INDEX "SubscriptionChange_invoiceId_key" ON "SubscriptionChange"("invoiceId");

CREATE INDEX "SubscriptionChange_state_expiresAt_idx" ON "SubscriptionChange"("state", "expiresAt");

CREATE INDEX "SubscriptionChange_clientId_subscriptionId_idx" ON "SubscriptionChange"("clientId", "subscriptionId");

CREATE INDEX "CustomPrice_clientId_planVersionId_effectiveFrom_idx" ON "CustomPrice"("clientId", "planVersionId", "effectiveFrom");

CREATE UNIQUE INDEX "TrialUse_clientId_key" ON "TrialUse"("clientId");

CREATE UNIQUE INDEX "TrialUse_emailNormalized_key" ON "TrialUse"("emailNormalized");

CREATE UNIQUE INDEX "TrialUse_cardFingerprint_key" ON "TrialUse"("cardFingerprint");

CREATE INDEX "PlanMigration_state_idx" ON "PlanMigration"("state");

CREATE INDEX "PlanMigrationItem_migrationId_outcome_idx" ON "PlanMigrationItem"("migrationId", "outcome");

CREATE INDEX "Subscription_status_currentPeriodEnd_idx" ON "Subscription"("status", "currentPeriodEnd");

ALTER TABLE "Subscription" ADD CONSTRAINT "Subscription_pendingPlanVersionId_fkey" FOREIGN KEY ("pendingPlanVersionId") REFERENCES "PlanVersion"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "ServiceSpan" ADD CONSTRAINT "ServiceSpan_clientId_subscriptionId_fkey" FOREIGN KEY ("clientId", "subscriptionId") REFERENCES "Subscription"("clientId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "SubscriptionChange" ADD CONSTRAINT "SubscriptionChange_clientId_subscriptionId_fkey" FOREIGN KEY ("clientId", "subscriptionId") REFERENCES "Subscription"("clientId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "CustomPrice" ADD CONSTRAINT "CustomPrice_clientId_fkey" FOREIGN KEY ("clientId") REFERENCES "Client"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "CustomPrice" ADD CONSTRAINT "CustomPrice_planVersionId_fkey" FOREIGN KEY ("planVersionId") REFERENCES "PlanVersion"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "PlanMigration" ADD CONSTRAINT "PlanMigration_fromVersionId_fkey" FOREIGN KEY ("fromVersionId") REFERENCES "PlanVersion"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "PlanMigration" ADD CONSTRAINT "PlanMigration_toVersionId_fkey" FOREIGN KEY ("toVersionId") REFERENCES "PlanVersion"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "PlanMigrationItem" ADD CONSTRAINT "PlanMigrationItem_migrationId_fkey" FOREIGN KEY ("migrationId") REFERENCES "PlanMigration"("id") ON DELETE RESTRICT ON UPDATE CASCADE;


-- What the schema language cannot say ---------------------------------------------------------------------------------
ALTER TABLE "Subscription" ADD CONSTRAINT subscription_quantity CHECK ("quantity" BETWEEN 1 AND 100000 AND "amountMinor" % "quantity" = 0);
ALTER TABLE "Subscription" ADD CONSTRAINT subscription_pause_kind CHECK ("pauseKind" IN ('collection', 'service_at_end', 'service_now'));
ALTER TABLE "Subscription" ADD CONSTRAINT subscription_pending CHECK (
  ("pendingPlanVersionId" IS NULL) = ("pendingInterval" IS NULL) AND ("pendingInterval" IS NULL) = ("pendingQuantity" IS NULL)
  AND ("pendingQuantity" IS NULL) = ("pendingAmountMinor" IS NULL)
  AND "pendingInterval" IN ('month', 'year') AND "pendingQuantity" BETWEEN 1 AND 100000 AND "pendingAmountMinor" >= 0);

ALTER TABLE "ServiceSpan" ADD CONSTRAINT service_span_range CHECK ("endsAt" >= "startsAt" AND "billedUntil" >= "endsAt");
ALTER TABLE "ServiceSpan" ADD CONSTRAINT service_span_amounts CHECK (
  "netMinor" >= 0 AND "creditedMinor" BETWEEN 0 AND "netMinor" AND "quantity" > 0 AND ("creditedMinor" = 0 OR "endsAt" < "billedUntil"));
-- No instant of a subscription's service is billed twice.
ALTER TABLE "ServiceSpan" ADD CONSTRAINT service_span_no_overlap EXCLUDE USING gist (
  "subscriptionId" WITH =, tstzrange("startsAt", "endsAt") WITH &&);

-- A span is what was billed: it can only be cut short, and cut once more shorter, never moved or priced anew.
CREATE FUNCTION keep_service_span() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  moving text[] := ARRAY['endsAt', 'creditedMinor'];
BEGIN
  IF to_jsonb(NEW) - moving IS DISTINCT FROM to_jsonb(OLD) - moving OR NEW."endsAt" > OLD."endsAt" OR NEW."creditedMinor" < OLD."creditedMinor" THEN
    RAISE EXCEPTION 'a billed span can only be cut short' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER service_span_kept BEFORE UPDATE ON "ServiceSpan" FOR EACH ROW EXECUTE FUNCTION keep_service_span();

ALTER TABLE "SubscriptionChange" ADD CONSTRAINT subscription_change_words CHECK (
  "kind" IN ('change', 'resume') AND "state" IN ('pending', 'applied', 'expired', 'credited') AND "interval" IN ('month', 'year'));
ALTER TABLE "SubscriptionChange" ADD CONSTRAINT subscription_change_amounts CHECK (
  "amountMinor" >= 0 AND "netMinor" >= 0 AND "unusedMinor" >= 0 AND "quantity" > 0 AND "endsAt" > "startsAt" AND "anchorDay" BETWEEN 1 AND 31);
-- One change at a time waits for its money.
CREATE UNIQUE INDEX subscription_change_one_pending ON "SubscriptionChange" ("subscriptionId") WHERE "state" = 'pending';

ALTER TABLE "CustomPrice" ADD CONSTRAINT custom_price_amount CHECK ("amountMinor" >= 0 AND "interval" IN ('month', 'year'));
ALTER TABLE "CustomPrice" ADD CONSTRAINT custom_price_range CHECK ("effectiveTo" > "effectiveFrom");
ALTER TABLE "CustomPrice" ADD CONSTRAINT custom_price_no_overlap EXCLUDE USING gist (
  "clientId" WITH =, "planVersionId" WITH =, "currency" WITH =, "interval" WITH =, tstzrange("effectiveFrom", "effectiveTo") WITH &&);

ALTER TABLE "PlanMigration" ADD CONSTRAINT plan_migration_state CHECK ("state" IN ('running', 'done') AND "fromVersionId" <> "toVersionId");
ALTER TABLE "PlanMigrationItem" ADD CONSTRAINT plan_migration_outcome CHECK ("outcome" IN ('waiting', 'scheduled', 'skipped', 'failed'));

-- What runs now was billed for the period it is in.
INSERT INTO "ServiceSpan" ("id", "clientId", "subscriptionId", "planVersionId", "invoiceId", "quantity", "currency", "startsAt", "endsAt", "billedUntil", "netMinor", "createdAt")
SELECT 'spn_' || substr(s."id", 5), s."clientId", s."id", s."planVersionId", i."id", 1, s."currency", s."currentPeriodStart", s."currentPeriodEnd", s."currentPeriodEnd",
  coalesce(i."subtotalMinor", 0), s."createdAt"
FROM "Subscription" s
LEFT JOIN LATERAL (
  SELECT "id", "subtotalMinor" FROM "Invoice" v
  WHERE v."subscriptionId" = s."id" AND v."periodStart" = s."currentPeriodStart" AND v."documentStatus" = 'open' ORDER BY v."id" LIMIT 1) i ON true
WHERE s."status" IN ('active', 'past_due') AND s."currentPeriodStart" IS NOT NULL;
