-- What a hold is for, so that a forgotten one can still leave its usage row.
ALTER TABLE "Hold" ADD COLUMN "request" JSONB NOT NULL DEFAULT '{}';

-- Taking, settling and releasing a hold: each one statement for its caller, each whole or not at all.
-- What is taken from where is decided in lib/domain/gateway/funding.ts; here it is only guarded and written.

-- False when the period or the wallet no longer has what is asked: the caller reads again and plans anew.
CREATE FUNCTION hold_take(
  hold_id text, client_id text, period_id text, wallet_id text, allowance bigint, wallet_picos bigint, overage_picos bigint, expires timestamptz, request jsonb
) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  IF wallet_picos > 0 THEN -- the wallet first, always: one lock order everywhere
    UPDATE "Wallet" SET "heldPicos" = "heldPicos" + wallet_picos, "updatedAt" = now()
     WHERE "id" = wallet_id AND "clientId" = client_id AND "balancePicos" - "heldPicos" >= wallet_picos;
    IF NOT FOUND THEN RETURN false; END IF;
  END IF;
  IF allowance > 0 OR overage_picos > 0 THEN
    UPDATE "UsagePeriod" SET "heldTokens" = "heldTokens" + allowance, "heldOveragePicos" = "heldOveragePicos" + overage_picos
     WHERE "id" = period_id AND "clientId" = client_id AND "usedTokens" + "heldTokens" + allowance <= "includedTokens"
       AND "overagePicos" + "heldOveragePicos" + overage_picos <= "spendLimitPicos";
    IF NOT FOUND THEN
      UPDATE "Wallet" SET "heldPicos" = "heldPicos" - wallet_picos WHERE "id" = wallet_id AND wallet_picos > 0;
      RETURN false;
    END IF;
  END IF;
  INSERT INTO "Hold" ("id", "clientId", "usagePeriodId", "walletId", "allowanceTokens", "walletPicos", "overagePicos", "state", "createdAt", "expiresAt", "request")
    VALUES (hold_id, client_id, period_id, CASE WHEN wallet_picos > 0 THEN wallet_id END, allowance, wallet_picos, overage_picos, 'open', now(), expires, request);
  RETURN true;
END $$;

-- Closes an open hold: gives back what was held, takes what was used, writes the usage event and its hour. False when the
-- hold is closed already, and then nothing is written: settling twice is settling once.
CREATE FUNCTION hold_settle(hold_id text, new_state text, allowance bigint, wallet_picos bigint, overage_picos bigint, event jsonb)
RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  held "Hold";
  row "UsageEvent";
BEGIN
  UPDATE "Hold" SET "state" = new_state, "closedAt" = now() WHERE "id" = hold_id AND "state" = 'open' RETURNING * INTO held;
  IF NOT FOUND THEN RETURN false; END IF;
  IF allowance > held."allowanceTokens" OR wallet_picos > held."walletPicos" OR overage_picos > held."overagePicos" THEN
    RAISE EXCEPTION 'hold % settles for more than was held', hold_id USING ERRCODE = 'check_violation';
  END IF;
  IF held."walletPicos" > 0 THEN
    UPDATE "Wallet" SET "heldPicos" = "heldPicos" - held."walletPicos", "balancePicos" = "balancePicos" - wallet_picos, "updatedAt" = now()
     WHERE "id" = held."walletId" AND "clientId" = held."clientId";
  END IF;
  IF held."allowanceTokens" > 0 OR held."overagePicos" > 0 THEN
    UPDATE "UsagePeriod" SET "heldTokens" = "heldTokens" - held."allowanceTokens", "usedTokens" = "usedTokens" + allowance,
        "heldOveragePicos" = "heldOveragePicos" - held."overagePicos", "overagePicos" = "overagePicos" + overage_picos
     WHERE "id" = held."usagePeriodId" AND "clientId" = held."clientId";
  END IF;
  row := jsonb_populate_record(NULL::"UsageEvent", event);
  row."id" := hold_id;
  row."clientId" := held."clientId";
  row."usagePeriodId" := held."usagePeriodId";
  row."allowanceTokens" := allowance;
  row."walletPicos" := wallet_picos;
  row."overagePicos" := overage_picos;
  INSERT INTO "UsageEvent" SELECT (row).*;
  INSERT INTO "UsageMetrics" AS m ("clientId", "hour", "keyId", "modelId", "currency", "requests", "errors", "inputTokens", "outputTokens",
      "costPicos", "billedPicos", "latencyMsSum")
    VALUES (row."clientId", date_trunc('hour', row."createdAt", 'UTC'), coalesce(row."keyId", ''), row."modelId", row."currency", 1,
      (row."status" = 'error')::int, row."inputTokens", row."outputTokens", row."costPicos", wallet_picos + overage_picos, row."latencyMs")
    ON CONFLICT ("clientId", "hour", "keyId", "modelId") DO UPDATE SET
      "requests" = m."requests" + 1, "errors" = m."errors" + EXCLUDED."errors", "inputTokens" = m."inputTokens" + EXCLUDED."inputTokens",
      "outputTokens" = m."outputTokens" + EXCLUDED."outputTokens", "costPicos" = m."costPicos" + EXCLUDED."costPicos",
      "billedPicos" = m."billedPicos" + EXCLUDED."billedPicos", "latencyMsSum" = m."latencyMsSum" + EXCLUDED."latencyMsSum";
  RETURN true;
END $$;
