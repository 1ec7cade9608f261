-- Hours of private instances are billed exactly: what is less than a pico (eighteenths of one) is carried to the next charge.
ALTER TABLE "PrivateInstance" ADD COLUMN "billedRest" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "PrivateInstance" ADD CONSTRAINT instance_billed_rest CHECK ("billedRest" BETWEEN 0 AND 17);

-- What was billed stays billed: the mark only moves on.
CREATE FUNCTION instance_billed_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW."billedUntil" < OLD."billedUntil" THEN
    RAISE EXCEPTION 'instance % is billed until % already', OLD."id", OLD."billedUntil" USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER instance_billed_forward BEFORE UPDATE OF "billedUntil" ON "PrivateInstance" FOR EACH ROW EXECUTE FUNCTION instance_billed_forward();

-- A charge of hours is no request: it has no tokens, no key and nothing of the plan's allowance.
ALTER TABLE "UsageEvent" ADD CONSTRAINT usage_event_hours CHECK (
  "endpoint" <> 'instance' OR ("keyId" IS NULL AND "inputTokens" = 0 AND "outputTokens" = 0 AND "allowanceTokens" = 0 AND "costPicos" = "walletPicos" + "overagePicos"));

-- What it cost is charged at once when it stops costing that, not at the next turn.
CREATE FUNCTION instance_rests() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM graphile_worker.add_job('charge_instances', json_build_object('instanceId', NEW."instanceId"), max_attempts := 5, job_key := 'charge:' || NEW."instanceId");
  RETURN NULL;
END $$;
CREATE TRIGGER instance_rests AFTER INSERT ON "InstanceEvent" FOR EACH ROW
  WHEN (NEW."kind" = 'status' AND NEW."toStatus" IN ('stopped', 'suspended', 'sleeping', 'failed', 'deleting', 'deleted')) EXECUTE FUNCTION instance_rests();

-- Mails about what ends: each once for each date it is about.
CREATE TABLE "InstanceNotice" (
    "clientId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "about" TIMESTAMPTZ(3) NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "InstanceNotice_pkey" PRIMARY KEY ("clientId", "kind", "about")
);
ALTER TABLE "InstanceNotice" ADD CONSTRAINT "InstanceNotice_clientId_fkey" FOREIGN KEY ("clientId") REFERENCES "Client"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "InstanceNotice" ADD CONSTRAINT instance_notice_kind CHECK ("kind" IN ('ends_7', 'ends_3', 'ends_1', 'deletion_7', 'deletion_3', 'deletion_1'));

-- Hours are settled like requests, through the same holds, but are not counted as requests.
CREATE OR REPLACE FUNCTION hold_close(held "Hold"[], done "UsageEvent"[]) RETURNS void LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
  WITH pairs AS MATERIALIZED (
    SELECT h."walletId", h."usagePeriodId" AS "periodId", h."walletPicos" AS "heldPicos", h."allowanceTokens" AS "heldTokens", h."overagePicos" AS "heldOveragePicos",
      e."walletPicos", e."allowanceTokens", e."overagePicos" FROM unnest(held) h JOIN unnest(done) e ON e."id" = h."id"
  ), wallets AS (
    UPDATE "Wallet" w SET "heldPicos" = w."heldPicos" - a.held, "balancePicos" = w."balancePicos" - a.taken, "updatedAt" = now()
      FROM (SELECT "walletId" AS id, sum("heldPicos") AS held, sum("walletPicos") AS taken FROM pairs WHERE "heldPicos" > 0 GROUP BY 1) a WHERE w."id" = a.id
  ), periods AS (
    UPDATE "UsagePeriod" p SET "heldTokens" = p."heldTokens" - a.tokens, "usedTokens" = p."usedTokens" + a.used, "heldOveragePicos" = p."heldOveragePicos" - a.held, "overagePicos" = p."overagePicos" + a.taken
      FROM (SELECT "periodId" AS id, sum("heldTokens") AS tokens, sum("allowanceTokens") AS used, sum("heldOveragePicos") AS held, sum("overagePicos") AS taken
              FROM pairs WHERE "heldTokens" > 0 OR "heldOveragePicos" > 0 GROUP BY 1) a
     WHERE p."id" = a.id
  )
  INSERT INTO "UsageEvent" ("id", "clientId", "keyId", "userId", "modelId", "modelSlug", "upstreamId", "modelPriceId", "usagePeriodId", "endpoint", "source", "isStream", "status", "httpStatus",
      "errorCode", "isEstimated", "inputTokens", "cachedTokens", "outputTokens", "currency", "costPicos", "allowanceTokens", "walletPicos", "overagePicos", "latencyMs", "firstTokenMs", "attempts", "createdAt")
    SELECT e."id", e."clientId", e."keyId", e."userId", e."modelId", e."modelSlug", e."upstreamId", e."modelPriceId", e."usagePeriodId", e."endpoint", e."source", e."isStream", e."status", e."httpStatus",
      e."errorCode", e."isEstimated", e."inputTokens", e."cachedTokens", e."outputTokens", e."currency", e."costPicos", e."allowanceTokens", e."walletPicos", e."overagePicos", e."latencyMs", e."firstTokenMs",
      e."attempts", e."createdAt" FROM unnest(done) e;
  INSERT INTO "KeySpend" AS s ("keyId", "clientId", "dayStart", "dayPicos", "weekStart", "weekPicos", "monthStart", "monthPicos")
    SELECT e."keyId", e."clientId", w.day, sum(e."costPicos"), w.week, sum(e."costPicos"), w.month, sum(e."costPicos")
      FROM unnest(done) e, (SELECT date_trunc('day', clock_timestamp() AT TIME ZONE 'UTC')::date AS day, date_trunc('week', clock_timestamp() AT TIME ZONE 'UTC')::date AS week,
        date_trunc('month', clock_timestamp() AT TIME ZONE 'UTC')::date AS month) w
     WHERE e."keyId" IS NOT NULL GROUP BY 1, 2, w.day, w.week, w.month ORDER BY 1
    ON CONFLICT ("keyId") DO UPDATE SET
      "dayPicos" = EXCLUDED."dayPicos" + CASE WHEN s."dayStart" >= EXCLUDED."dayStart" THEN s."dayPicos" ELSE 0 END, "dayStart" = greatest(s."dayStart", EXCLUDED."dayStart"),
      "weekPicos" = EXCLUDED."weekPicos" + CASE WHEN s."weekStart" >= EXCLUDED."weekStart" THEN s."weekPicos" ELSE 0 END, "weekStart" = greatest(s."weekStart", EXCLUDED."weekStart"),
      "monthPicos" = EXCLUDED."monthPicos" + CASE WHEN s."monthStart" >= EXCLUDED."monthStart" THEN s."monthPicos" ELSE 0 END, "monthStart" = greatest(s."monthStart", EXCLUDED."monthStart");
  IF EXISTS (SELECT 1 FROM unnest(held) h WHERE h."keyPicos" > 0) THEN
    UPDATE "KeySpend" s SET "heldPicos" = s."heldPicos" - a.picos
      FROM (SELECT h."keyId" AS id, sum(h."keyPicos") AS picos FROM unnest(held) h WHERE h."keyPicos" > 0 GROUP BY 1) a WHERE s."keyId" = a.id;
  END IF;
  INSERT INTO "UsageMetrics" AS m ("clientId", "hour", "keyId", "modelId", "currency", "requests", "errors", "inputTokens", "outputTokens", "costPicos", "billedPicos", "latencyMsSum")
    SELECT e."clientId", date_trunc('hour', e."createdAt", 'UTC'), coalesce(e."keyId", ''), e."modelId", e."currency", count(*) FILTER (WHERE e."endpoint" <> 'instance'), count(*) FILTER (WHERE e."status" = 'error'), sum(e."inputTokens"),
      sum(e."outputTokens"), sum(e."costPicos"), sum(e."walletPicos" + e."overagePicos"), sum(e."latencyMs")
      FROM unnest(done) e GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4
    ON CONFLICT ("clientId", "hour", "keyId", "modelId") DO UPDATE SET
      "requests" = m."requests" + EXCLUDED."requests", "errors" = m."errors" + EXCLUDED."errors", "inputTokens" = m."inputTokens" + EXCLUDED."inputTokens",
      "outputTokens" = m."outputTokens" + EXCLUDED."outputTokens", "costPicos" = m."costPicos" + EXCLUDED."costPicos",
      "billedPicos" = m."billedPicos" + EXCLUDED."billedPicos", "latencyMsSum" = m."latencyMsSum" + EXCLUDED."latencyMsSum";
END $$;
