-- What the schema language cannot say: checks, partial uniqueness, append-only tables, sums that must be zero.
-- Correctness of money rests on these and on single guarded statements, not on the isolation level.

CREATE EXTENSION IF NOT EXISTS btree_gist;

-- Closed vocabularies ---------------------------------------------------------------------------------------------
ALTER TABLE "User" ADD CONSTRAINT user_staff_role CHECK ("staffRole" IN ('owner', 'finance', 'support', 'operator'));
ALTER TABLE "User" ADD CONSTRAINT user_locale CHECK ("locale" IN ('en', 'ar'));
ALTER TABLE "Client" ADD CONSTRAINT client_mode CHECK ("mode" IN ('test', 'live'));
ALTER TABLE "Membership" ADD CONSTRAINT membership_role CHECK ("role" IN ('owner', 'admin', 'developer', 'billing', 'viewer'));
ALTER TABLE "Verification" ADD CONSTRAINT verification_purpose CHECK ("purpose" IN ('verify_email', 'reset_password'));
ALTER TABLE "AuditEvent" ADD CONSTRAINT audit_actor CHECK ("actorKind" IN ('user', 'apiKey', 'staff', 'system'));
ALTER TABLE "MailMessage" ADD CONSTRAINT mail_state CHECK ("state" IN ('queued', 'sent', 'failed'));
ALTER TABLE "IdempotencyRecord" ADD CONSTRAINT idempotency_state CHECK ("state" IN ('running', 'done'));
ALTER TABLE "ComplianceCheck" ADD CONSTRAINT compliance_result CHECK ("result" IN ('pass', 'fail', 'review'));
ALTER TABLE "Model" ADD CONSTRAINT model_kind CHECK ("kind" IN ('chat', 'embedding'));
ALTER TABLE "Model" ADD CONSTRAINT model_sizes CHECK ("contextTokens" > 0 AND "maxOutputTokens" >= 0);
ALTER TABLE "Subscription" ADD CONSTRAINT subscription_status
  CHECK ("status" IN ('incomplete', 'trialing', 'active', 'past_due', 'paused', 'canceled', 'expired'));
ALTER TABLE "Subscription" ADD CONSTRAINT subscription_interval CHECK ("interval" IN ('month', 'year'));
ALTER TABLE "Subscription" ADD CONSTRAINT subscription_anchor CHECK ("anchorDay" BETWEEN 1 AND 31);
ALTER TABLE "Subscription" ADD CONSTRAINT subscription_amount CHECK ("amountMinor" >= 0 AND "spendLimitPicos" >= 0);
ALTER TABLE "Subscription" ADD CONSTRAINT subscription_period CHECK ("currentPeriodEnd" > "currentPeriodStart");
ALTER TABLE "Subscription" ADD CONSTRAINT subscription_live_has_period
  CHECK ("status" NOT IN ('trialing', 'active', 'past_due') OR "currentPeriodEnd" IS NOT NULL);

-- One base subscription that is alive, per client.
CREATE UNIQUE INDEX subscription_one_alive ON "Subscription" ("clientId")
  WHERE "status" IN ('trialing', 'active', 'past_due', 'paused');
-- One owner at least is kept by the verbs; one e-mail verification in flight by this index is not needed: the newest wins.

-- Catalogue: what was sold does not change ------------------------------------------------------------------------
ALTER TABLE "PlanVersion" ADD CONSTRAINT plan_version_overage CHECK ("overage" IN ('allow', 'stop'));
ALTER TABLE "PlanVersion" ADD CONSTRAINT plan_version_limits CHECK (
  "includedTokens" >= 0 AND "requestsPerMinute" > 0 AND "tokensPerMinute" > 0 AND "maxOutputTokens" > 0
  AND "maxKeys" >= 0 AND "maxInstances" >= 0 AND "trialDays" BETWEEN 0 AND 365);
ALTER TABLE "PlanPrice" ADD CONSTRAINT plan_price_amount CHECK ("amountMinor" >= 0 AND "interval" IN ('month', 'year'));
ALTER TABLE "ModelPrice" ADD CONSTRAINT model_price_amounts CHECK (
  "inputMicrosPerMillion" >= 0 AND "cachedInputMicrosPerMillion" >= 0 AND "outputMicrosPerMillion" >= 0 AND "requestMicros" >= 0);
ALTER TABLE "ModelPrice" ADD CONSTRAINT model_price_no_overlap EXCLUDE USING gist (
  "modelId" WITH =, "currency" WITH =, tstzrange("effectiveFrom", "effectiveTo") WITH &&);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION keep_plan_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF to_jsonb(NEW) - 'retiredAt' IS DISTINCT FROM to_jsonb(OLD) - 'retiredAt' THEN
    RAISE EXCEPTION 'a published plan version cannot change' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER plan_version_immutable BEFORE UPDATE ON "PlanVersion" FOR EACH ROW EXECUTE FUNCTION keep_plan_version();
CREATE TRIGGER plan_price_immutable BEFORE UPDATE ON "PlanPrice" FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE FUNCTION keep_model_price() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF to_jsonb(NEW) - 'effectiveTo' IS DISTINCT FROM to_jsonb(OLD) - 'effectiveTo' THEN
    RAISE EXCEPTION 'a price can only be ended' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER model_price_immutable BEFORE UPDATE ON "ModelPrice" FOR EACH ROW EXECUTE FUNCTION keep_model_price();

-- Ledger ----------------------------------------------------------------------------------------------------------
CREATE UNIQUE INDEX ledger_account_identity ON "LedgerAccount" ("clientId", "kind", "currency", "mode") NULLS NOT DISTINCT;
ALTER TABLE "LedgerAccount" ADD CONSTRAINT ledger_account_mode CHECK ("mode" IN ('test', 'live'));
ALTER TABLE "LedgerEntry" ADD CONSTRAINT ledger_entry_not_zero CHECK ("amountMinor" <> 0);

CREATE FUNCTION check_ledger_transaction() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  wrong record;
BEGIN
  SELECT e."currency", sum(e."amountMinor") AS total INTO wrong
    FROM "LedgerEntry" e WHERE e."transactionId" = NEW."transactionId"
    GROUP BY e."currency" HAVING sum(e."amountMinor") <> 0 LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'ledger transaction % is off by % %', NEW."transactionId", wrong.total, wrong.currency
      USING ERRCODE = 'check_violation';
  END IF;
  PERFORM 1 FROM "LedgerAccount" a JOIN "LedgerTransaction" t ON t."id" = NEW."transactionId"
    WHERE a."id" = NEW."accountId" AND a."currency" = NEW."currency" AND a."mode" = t."mode"
      AND (a."clientId" IS NULL OR a."clientId" = t."clientId");
  IF NOT FOUND THEN
    RAISE EXCEPTION 'ledger entry % does not belong to its account', NEW."id" USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ledger_sums_to_zero AFTER INSERT ON "LedgerEntry"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_ledger_transaction();

CREATE TRIGGER ledger_transaction_append_only BEFORE UPDATE OR DELETE ON "LedgerTransaction" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ledger_entry_append_only BEFORE UPDATE OR DELETE ON "LedgerEntry" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_event_append_only BEFORE UPDATE OR DELETE ON "AuditEvent" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER usage_event_append_only BEFORE UPDATE OR DELETE ON "UsageEvent" FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Balances and holds ----------------------------------------------------------------------------------------------
ALTER TABLE "Wallet" ADD CONSTRAINT wallet_covered CHECK ("heldPicos" >= 0 AND "balancePicos" - "heldPicos" >= 0);
ALTER TABLE "UsagePeriod" ADD CONSTRAINT usage_period_range CHECK ("endsAt" > "startsAt");
ALTER TABLE "UsagePeriod" ADD CONSTRAINT usage_period_allowance CHECK (
  "usedTokens" >= 0 AND "heldTokens" >= 0 AND "usedTokens" + "heldTokens" <= "includedTokens");
ALTER TABLE "UsagePeriod" ADD CONSTRAINT usage_period_overage CHECK (
  "overagePicos" >= 0 AND "heldOveragePicos" >= 0 AND "overagePicos" + "heldOveragePicos" <= "spendLimitPicos");
ALTER TABLE "UsagePeriod" ADD CONSTRAINT usage_period_no_overlap EXCLUDE USING gist (
  "subscriptionId" WITH =, tstzrange("startsAt", "endsAt") WITH &&);
ALTER TABLE "Hold" ADD CONSTRAINT hold_amounts CHECK ("allowanceTokens" >= 0 AND "walletPicos" >= 0 AND "overagePicos" >= 0);
ALTER TABLE "Hold" ADD CONSTRAINT hold_state CHECK ("state" IN ('open', 'settled', 'released'));
ALTER TABLE "Hold" ADD CONSTRAINT hold_usage_period FOREIGN KEY ("clientId", "usagePeriodId") REFERENCES "UsagePeriod" ("clientId", "id");
ALTER TABLE "UsageEvent" ADD CONSTRAINT usage_event_amounts CHECK (
  "inputTokens" >= 0 AND "outputTokens" >= 0 AND "cachedTokens" BETWEEN 0 AND "inputTokens"
  AND "costPicos" >= 0 AND "allowanceTokens" >= 0 AND "walletPicos" >= 0 AND "overagePicos" >= 0);
ALTER TABLE "UsageEvent" ADD CONSTRAINT usage_event_key FOREIGN KEY ("clientId", "keyId") REFERENCES "APIKey" ("clientId", "id");
-- A limiter that forgets after a crash of the server admits at most one burst more; durability here would cost every request.
ALTER TABLE "RateLimitCell" SET UNLOGGED;

-- Invoices and payments -------------------------------------------------------------------------------------------
ALTER TABLE "Invoice" ADD CONSTRAINT invoice_status CHECK (
  "documentStatus" IN ('draft', 'open', 'void') AND "paymentStatus" IN ('unpaid', 'partially_paid', 'paid', 'uncollectible')
  AND "mode" IN ('test', 'live'));
ALTER TABLE "Invoice" ADD CONSTRAINT invoice_totals CHECK (
  "totalMinor" = "subtotalMinor" + "taxMinor" AND "paidMinor" BETWEEN 0 AND "totalMinor" AND "taxMinor" >= 0);
ALTER TABLE "Invoice" ADD CONSTRAINT invoice_posted_has_number CHECK ("documentStatus" = 'draft' OR ("number" IS NOT NULL AND "issuedAt" IS NOT NULL));
ALTER TABLE "LegalEntity" ADD CONSTRAINT legal_entity_counter CHECK ("nextInvoiceNumber" > 0);
ALTER TABLE "TaxRate" ADD CONSTRAINT tax_rate_range CHECK ("ratePpm" BETWEEN 0 AND 1000000);

CREATE FUNCTION keep_posted_invoice() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  moving text[] := ARRAY['documentStatus', 'paymentStatus', 'paidMinor', 'paidAt', 'updatedAt'];
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
CREATE TRIGGER invoice_posted_immutable BEFORE UPDATE OR DELETE ON "Invoice" FOR EACH ROW EXECUTE FUNCTION keep_posted_invoice();

CREATE FUNCTION keep_posted_invoice_line() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM "Invoice" WHERE "id" = COALESCE(NEW."invoiceId", OLD."invoiceId") AND "documentStatus" <> 'draft';
  IF FOUND THEN
    RAISE EXCEPTION 'lines of a posted invoice cannot change' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN COALESCE(NEW, OLD);
END $$;
CREATE TRIGGER invoice_line_posted_immutable BEFORE INSERT OR UPDATE OR DELETE ON "InvoiceLine"
  FOR EACH ROW EXECUTE FUNCTION keep_posted_invoice_line();

ALTER TABLE "Payment" ADD CONSTRAINT payment_state CHECK (
  "state" IN ('created', 'awaiting_customer', 'processing', 'succeeded', 'failed', 'canceled', 'expired', 'unknown') AND "mode" IN ('test', 'live'));
ALTER TABLE "Payment" ADD CONSTRAINT payment_amount CHECK ("amountMinor" > 0);
ALTER TABLE "Payment" ADD CONSTRAINT payment_sandbox_is_test CHECK ("provider" <> 'sandbox' OR "mode" = 'test');
-- One try at a time for an invoice: a second method starts only when the first has ended.
CREATE UNIQUE INDEX payment_one_open ON "Payment" ("invoiceId")
  WHERE "state" IN ('created', 'awaiting_customer', 'processing', 'unknown');
ALTER TABLE "Refund" ADD CONSTRAINT refund_state CHECK ("state" IN ('requested', 'pending', 'succeeded', 'failed') AND "amountMinor" > 0);
ALTER TABLE "WebhookEvent" ADD CONSTRAINT webhook_state CHECK ("state" IN ('received', 'processed', 'ignored', 'rejected', 'failed'));
ALTER TABLE "SandboxCharge" ADD CONSTRAINT sandbox_charge_state CHECK (
  "state" IN ('open', 'needs_second_step', 'processing', 'succeeded', 'failed', 'canceled', 'expired'));

-- Keys ------------------------------------------------------------------------------------------------------------
ALTER TABLE "APIKey" ADD CONSTRAINT api_key_limits CHECK ("requestsPerMinute" > 0 AND "tokensPerMinute" > 0);

-- Other processes drop a cached key the moment it changes.
CREATE FUNCTION announce_key_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('api_key_changed', NEW."id");
  RETURN NULL;
END $$;
CREATE TRIGGER api_key_announce AFTER UPDATE ON "APIKey" FOR EACH ROW EXECUTE FUNCTION announce_key_change();
