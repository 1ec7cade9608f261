-- Invoices that can be credited, refunded, written off and made anew; usage on invoices; credit notes in their own series.

ALTER TABLE "LegalEntity" ADD COLUMN "creditNotePrefix" TEXT, ADD COLUMN "nextCreditNoteNumber" INTEGER NOT NULL DEFAULT 1;
CREATE UNIQUE INDEX "LegalEntity_creditNotePrefix_key" ON "LegalEntity" ("creditNotePrefix");
ALTER TABLE "LegalEntity" ADD CONSTRAINT legal_entity_credit_note_counter CHECK ("nextCreditNoteNumber" > 0);

ALTER TABLE "Invoice"
  ADD COLUMN "discountMinor" BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN "carryMinor" BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN "carryTaxMinor" BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN "walletMinor" BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN "creditedMinor" BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN "creditAppliedMinor" BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN "writtenOffMinor" BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN "disputedAt" TIMESTAMPTZ(3),
  ADD COLUMN "draftUntil" TIMESTAMPTZ(3),
  ADD COLUMN "memo" TEXT,
  ADD COLUMN "discounts" JSONB NOT NULL DEFAULT '[]',
  ADD COLUMN "regeneratesId" TEXT;
ALTER TABLE "Invoice" ADD CONSTRAINT "Invoice_clientId_regeneratesId_fkey" FOREIGN KEY ("clientId", "regeneratesId")
  REFERENCES "Invoice" ("clientId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
-- A void invoice is made anew once at most.
CREATE UNIQUE INDEX invoice_regenerated_once ON "Invoice" ("regeneratesId") WHERE "documentStatus" <> 'void';
-- One invoice per subscription, period and reason; a void one leaves its place to its successor.
DROP INDEX "Invoice_subscriptionId_periodStart_reason_key";
CREATE UNIQUE INDEX invoice_one_per_period ON "Invoice" ("subscriptionId", "periodStart", "reason") WHERE "documentStatus" <> 'void';
CREATE INDEX invoice_due_draft ON "Invoice" ("draftUntil") WHERE "documentStatus" = 'draft' AND "draftUntil" IS NOT NULL;

ALTER TABLE "Invoice" DROP CONSTRAINT invoice_totals;
ALTER TABLE "Invoice" ADD CONSTRAINT invoice_totals CHECK (
  "totalMinor" = "subtotalMinor" + "taxMinor" AND "totalMinor" >= 0 AND "taxMinor" >= 0 AND "discountMinor" >= 0 AND "paidMinor" >= 0
  AND "walletMinor" BETWEEN 0 AND "paidMinor" AND "creditedMinor" BETWEEN 0 AND "totalMinor"
  AND "creditAppliedMinor" BETWEEN 0 AND "creditedMinor" AND "writtenOffMinor" >= 0
  AND "paidMinor" + "creditAppliedMinor" + "writtenOffMinor" <= "totalMinor"
  AND "carryMinor" >= 0 AND "carryTaxMinor" BETWEEN 0 AND "carryMinor");

CREATE OR REPLACE FUNCTION keep_posted_invoice() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  moving text[] := ARRAY['documentStatus', 'paymentStatus', 'paidMinor', 'walletMinor', 'creditedMinor', 'creditAppliedMinor', 'writtenOffMinor',
    'disputedAt', 'paidAt', 'updatedAt'];
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF OLD."documentStatus" <> 'draft' THEN
      RAISE EXCEPTION 'a posted invoice cannot be deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN OLD;
  END IF;
  IF OLD."documentStatus" <> 'draft' AND (to_jsonb(NEW) - moving IS DISTINCT FROM to_jsonb(OLD) - moving
      OR NEW."documentStatus" = 'draft' OR (OLD."documentStatus" = 'void' AND NEW."documentStatus" <> 'void')) THEN
    RAISE EXCEPTION 'a posted invoice cannot change' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

ALTER TABLE "InvoiceLine"
  ADD COLUMN "discountMinor" BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN "creditedMinor" BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN "exactPicos" BIGINT,
  ADD COLUMN "detail" JSONB;
ALTER TABLE "InvoiceLine" ADD CONSTRAINT invoice_line_kind CHECK (
  "kind" IN ('plan', 'proration', 'usage', 'commitment', 'adjustment', 'top_up', 'manual', 'credit'));
ALTER TABLE "InvoiceLine" ADD CONSTRAINT invoice_line_credited CHECK (
  "creditedMinor" BETWEEN least(0, "amountMinor" - "discountMinor") AND greatest(0, "amountMinor" - "discountMinor"));

CREATE OR REPLACE FUNCTION keep_posted_invoice_line() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM "Invoice" WHERE "id" = COALESCE(NEW."invoiceId", OLD."invoiceId") AND "documentStatus" <> 'draft';
  IF FOUND THEN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'creditedMinor' = to_jsonb(OLD) - 'creditedMinor' THEN
      RETURN NEW; -- what credit notes took is the one thing that moves
    END IF;
    RAISE EXCEPTION 'lines of a posted invoice cannot change' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN COALESCE(NEW, OLD);
END $$;

-- Credit notes ----------------------------------------------------------------------------------------------------
CREATE TABLE "CreditNote" (
  "id" TEXT NOT NULL,
  "clientId" TEXT NOT NULL,
  "invoiceId" TEXT NOT NULL,
  "legalEntityId" TEXT NOT NULL,
  "number" TEXT NOT NULL,
  "reason" TEXT NOT NULL,
  "memo" TEXT,
  "mode" TEXT NOT NULL,
  "currency" CHAR(3) NOT NULL,
  "subtotalMinor" BIGINT NOT NULL,
  "taxMinor" BIGINT NOT NULL,
  "totalMinor" BIGINT NOT NULL,
  "appliedMinor" BIGINT NOT NULL,
  "walletMinor" BIGINT NOT NULL,
  "refundMinor" BIGINT NOT NULL,
  "seller" JSONB NOT NULL,
  "buyer" JSONB NOT NULL,
  "tax" JSONB NOT NULL,
  "locale" TEXT NOT NULL,
  "timeZone" TEXT NOT NULL,
  "issuedAt" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "CreditNote_pkey" PRIMARY KEY ("id"),
  CONSTRAINT credit_note_totals CHECK (
    "totalMinor" = "subtotalMinor" + "taxMinor" AND "totalMinor" > 0 AND "taxMinor" >= 0 AND "subtotalMinor" >= 0
    AND "appliedMinor" >= 0 AND "walletMinor" >= 0 AND "refundMinor" >= 0 AND "appliedMinor" + "walletMinor" + "refundMinor" = "totalMinor"),
  CONSTRAINT credit_note_words CHECK ("reason" IN ('goodwill', 'service', 'duplicate', 'order_change', 'other') AND "mode" IN ('test', 'live'))
);
CREATE UNIQUE INDEX "CreditNote_clientId_id_key" ON "CreditNote" ("clientId", "id");
CREATE UNIQUE INDEX "CreditNote_legalEntityId_number_key" ON "CreditNote" ("legalEntityId", "number");
CREATE INDEX "CreditNote_invoiceId_idx" ON "CreditNote" ("invoiceId");
CREATE INDEX "CreditNote_clientId_id_idx" ON "CreditNote" ("clientId", "id" DESC);
ALTER TABLE "CreditNote" ADD CONSTRAINT "CreditNote_clientId_invoiceId_fkey" FOREIGN KEY ("clientId", "invoiceId")
  REFERENCES "Invoice" ("clientId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
CREATE TRIGGER credit_note_append_only BEFORE UPDATE OR DELETE ON "CreditNote" FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE "CreditNoteLine" (
  "id" TEXT NOT NULL,
  "creditNoteId" TEXT NOT NULL,
  "clientId" TEXT NOT NULL,
  "invoiceLineId" TEXT NOT NULL,
  "position" INTEGER NOT NULL,
  "description" JSONB NOT NULL,
  "amountMinor" BIGINT NOT NULL,
  "taxPpm" INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT "CreditNoteLine_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "CreditNoteLine_creditNoteId_position_key" ON "CreditNoteLine" ("creditNoteId", "position");
ALTER TABLE "CreditNoteLine" ADD CONSTRAINT "CreditNoteLine_clientId_creditNoteId_fkey" FOREIGN KEY ("clientId", "creditNoteId")
  REFERENCES "CreditNote" ("clientId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
CREATE TRIGGER credit_note_line_append_only BEFORE UPDATE OR DELETE ON "CreditNoteLine" FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Refunds ---------------------------------------------------------------------------------------------------------
ALTER TABLE "Payment" ADD COLUMN "refundedMinor" BIGINT NOT NULL DEFAULT 0;
ALTER TABLE "Payment" ADD CONSTRAINT payment_refunded CHECK ("refundedMinor" BETWEEN 0 AND "amountMinor");
ALTER TABLE "Refund" ADD COLUMN "creditNoteId" TEXT, ADD COLUMN "failureCode" TEXT;
CREATE UNIQUE INDEX "Refund_clientId_id_key" ON "Refund" ("clientId", "id");
CREATE INDEX "Refund_paymentId_idx" ON "Refund" ("paymentId");
CREATE INDEX "Refund_externalId_idx" ON "Refund" ("externalId");
CREATE INDEX refund_open ON "Refund" ("updatedAt") WHERE "state" IN ('requested', 'pending');
ALTER TABLE "Refund" ADD CONSTRAINT "Refund_clientId_creditNoteId_fkey" FOREIGN KEY ("clientId", "creditNoteId")
  REFERENCES "CreditNote" ("clientId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

CREATE TABLE "SandboxRefund" (
  "id" TEXT NOT NULL,
  "chargeId" TEXT NOT NULL,
  "amountMinor" BIGINT NOT NULL,
  "currency" CHAR(3) NOT NULL,
  "state" TEXT NOT NULL,
  "failureCode" TEXT,
  "idempotencyKey" TEXT NOT NULL,
  "settlesAt" TIMESTAMPTZ(3) NOT NULL,
  "createdAt" TIMESTAMPTZ(3) NOT NULL,
  "updatedAt" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "SandboxRefund_pkey" PRIMARY KEY ("id"),
  CONSTRAINT sandbox_refund_state CHECK ("state" IN ('pending', 'succeeded', 'failed') AND "amountMinor" > 0)
);
CREATE UNIQUE INDEX "SandboxRefund_idempotencyKey_key" ON "SandboxRefund" ("idempotencyKey");
CREATE INDEX "SandboxRefund_chargeId_idx" ON "SandboxRefund" ("chargeId");

-- Usage on invoices -----------------------------------------------------------------------------------------------
ALTER TABLE "UsagePeriod"
  ADD COLUMN "invoicedOveragePicos" BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN "invoicedMinor" BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN "closedAt" TIMESTAMPTZ(3),
  ADD COLUMN "invoiceId" TEXT;
ALTER TABLE "UsagePeriod" ADD CONSTRAINT usage_period_invoiced CHECK ("invoicedOveragePicos" BETWEEN 0 AND "overagePicos");
-- Periods that have ended and whose usage is not settled; and closed ones that late usage came to.
CREATE INDEX usage_period_open ON "UsagePeriod" ("endsAt") WHERE "closedAt" IS NULL;
CREATE INDEX usage_period_late ON "UsagePeriod" ("clientId") WHERE "closedAt" IS NOT NULL AND "invoicedOveragePicos" < "overagePicos";
-- What an invoice's usage lines are read from.
CREATE INDEX usage_event_paid_for ON "UsageEvent" ("usagePeriodId") WHERE "overagePicos" > 0 OR "walletPicos" > 0;

CREATE TABLE "UsageCharge" (
  "id" TEXT NOT NULL,
  "clientId" TEXT NOT NULL,
  "usagePeriodId" TEXT NOT NULL,
  "invoiceId" TEXT NOT NULL,
  "modelSlug" TEXT NOT NULL,
  "overagePicos" BIGINT NOT NULL,
  "tokens" BIGINT NOT NULL,
  "requests" BIGINT NOT NULL,
  "amountMinor" BIGINT NOT NULL,
  "createdAt" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "UsageCharge_pkey" PRIMARY KEY ("id"),
  CONSTRAINT usage_charge_amounts CHECK ("overagePicos" >= 0 AND "tokens" >= 0 AND "requests" >= 0)
);
CREATE INDEX "UsageCharge_usagePeriodId_idx" ON "UsageCharge" ("usagePeriodId");
CREATE INDEX "UsageCharge_invoiceId_idx" ON "UsageCharge" ("invoiceId");
ALTER TABLE "UsageCharge" ADD CONSTRAINT "UsageCharge_clientId_usagePeriodId_fkey" FOREIGN KEY ("clientId", "usagePeriodId")
  REFERENCES "UsagePeriod" ("clientId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "UsageCharge" ADD CONSTRAINT "UsageCharge_clientId_invoiceId_fkey" FOREIGN KEY ("clientId", "invoiceId")
  REFERENCES "Invoice" ("clientId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "PlanVersion"
  ADD COLUMN "minimumCommitmentMinor" BIGINT,
  ADD COLUMN "thresholdInvoiceMinor" BIGINT,
  ADD COLUMN "usageTierMode" TEXT,
  ADD COLUMN "usageTierBasis" TEXT;
ALTER TABLE "PlanVersion" ADD CONSTRAINT plan_version_usage_price CHECK (
  ("minimumCommitmentMinor" IS NULL OR "minimumCommitmentMinor" >= 0) AND ("thresholdInvoiceMinor" IS NULL OR "thresholdInvoiceMinor" > 0)
  AND ("usageTierMode" IS NULL) = ("usageTierBasis" IS NULL)
  AND ("usageTierMode" IS NULL OR "usageTierMode" IN ('graduated', 'volume', 'package'))
  AND ("usageTierBasis" IS NULL OR "usageTierBasis" IN ('value', 'tokens')));

CREATE TABLE "PlanUsageTier" (
  "id" TEXT NOT NULL,
  "planVersionId" TEXT NOT NULL,
  "position" INTEGER NOT NULL,
  "upTo" BIGINT,
  "ratePpm" INTEGER,
  "microsPerMillion" BIGINT,
  "flatMinor" BIGINT NOT NULL DEFAULT 0,
  "packageSize" BIGINT,
  "packageMinor" BIGINT,
  CONSTRAINT "PlanUsageTier_pkey" PRIMARY KEY ("id"),
  CONSTRAINT plan_usage_tier_amounts CHECK (
    ("upTo" IS NULL OR "upTo" > 0) AND ("ratePpm" IS NULL OR "ratePpm" >= 0) AND ("microsPerMillion" IS NULL OR "microsPerMillion" >= 0)
    AND "flatMinor" >= 0 AND ("packageSize" IS NULL) = ("packageMinor" IS NULL) AND ("packageSize" IS NULL OR ("packageSize" > 0 AND "packageMinor" >= 0)))
);
CREATE UNIQUE INDEX "PlanUsageTier_planVersionId_position_key" ON "PlanUsageTier" ("planVersionId", "position");
ALTER TABLE "PlanUsageTier" ADD CONSTRAINT "PlanUsageTier_planVersionId_fkey" FOREIGN KEY ("planVersionId")
  REFERENCES "PlanVersion" ("id") ON DELETE RESTRICT ON UPDATE CASCADE;
CREATE TRIGGER plan_usage_tier_immutable BEFORE UPDATE ON "PlanUsageTier" FOR EACH ROW EXECUTE FUNCTION refuse_change();
