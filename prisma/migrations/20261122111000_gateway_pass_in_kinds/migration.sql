-- One moment of a gateway for less: what most rows of a batch share travels once, sums that the gateway knows come with it, and usage rows
-- are written by the statement that closes their holds.

-- Checked for each row these cost more than writing the row's indices. Who a usage row's key belongs to is checked once a batch, where the
-- key's spending is written: "KeySpend" has the foreign key, and no usage row of a key is written without it. Whose period a hold takes
-- from is part of the guarded statement that takes it.
ALTER TABLE "UsageEvent" DROP CONSTRAINT usage_event_key;
ALTER TABLE "Hold" DROP CONSTRAINT hold_usage_period;

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
    ON CONFLICT ("keyId") DO UPDATE SET "clientId" = EXCLUDED."clientId",
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

DROP FUNCTION gateway_pass(text, bigint, text[], text[], bigint[], bigint[], bigint[], text[], text[], bigint[], gateway_closing[], gateway_asking[]);
DROP FUNCTION gateway_request(gateway_asking);
DROP TYPE gateway_closing;
DROP TYPE gateway_asking;
-- What usage rows of one batch mostly have in common.
CREATE TYPE gateway_kind AS (
  "keyId" text, "userId" text, "modelId" text, "modelSlug" text, "upstreamId" text, "modelPriceId" text, "endpoint" text, "source" text, "isStream" boolean, "status" text, "httpStatus" int, "errorCode" text,
  "currency" text
);
-- A hold to be closed with its usage row: its kind's number and what no other row shares. What is left stands in the hold.
CREATE TYPE gateway_closing AS (
  "id" text, "kind" int, "isEstimated" boolean, "inputTokens" int, "cachedTokens" int, "outputTokens" int, "costPicos" bigint, "allowanceTokens" bigint, "walletPicos" bigint, "overagePicos" bigint,
  "latencyMs" int, "firstTokenMs" int, "attempts" int, "createdAt" timestamptz
);
-- A hold that is asked for, of a key without spend caps; `request` is the number of what a usage row needs to know.
CREATE TYPE gateway_asking AS (
  "id" text, "clientId" text, "usagePeriodId" text, "walletId" text, "allowanceTokens" bigint, "walletPicos" bigint, "overagePicos" bigint, "keyId" text, "createdAt" timestamptz, "expiresAt" timestamptz, "request" int
);
-- Holds closed in one batch, of one kind and hour, that held of the same wallet and period.
CREATE TYPE gateway_sums AS (
  "kind" int, "hour" timestamptz, "clientId" text, "usagePeriodId" text, "walletId" text, "heldTokens" bigint, "heldPicos" bigint, "heldOverage" bigint, "heldKey" bigint,
  "allowanceTokens" bigint, "walletPicos" bigint, "overagePicos" bigint, "holds" bigint, "inputTokens" bigint, "outputTokens" bigint, "costPicos" bigint, "latencyMs" bigint
);
