-- Holds and settlements of many requests in one statement each: requests that arrive in the same moment share one round
-- trip, one update of their wallet and one commit. Everything is guarded after its row is locked; rows are locked in one
-- order everywhere: holds, wallets, periods, keys' spending, roll-ups, each by their keys.

-- How one key's spending stands now: sums of windows that are over count for nothing. A settlement that waited for its lock
-- over midnight must not turn the window back, hence greatest().
CREATE FUNCTION key_spend_left(spend "KeySpend", cap_day bigint, cap_week bigint, cap_month bigint, at timestamptz)
RETURNS TABLE (day_left bigint, week_left bigint, month_left bigint) LANGUAGE sql STABLE AS $$
  SELECT cap_day * 1000000 - spend."heldPicos" - CASE WHEN spend."dayStart" >= date_trunc('day', at AT TIME ZONE 'UTC')::date THEN spend."dayPicos" ELSE 0 END,
    cap_week * 1000000 - spend."heldPicos" - CASE WHEN spend."weekStart" >= date_trunc('week', at AT TIME ZONE 'UTC')::date THEN spend."weekPicos" ELSE 0 END,
    cap_month * 1000000 - spend."heldPicos" - CASE WHEN spend."monthStart" >= date_trunc('month', at AT TIME ZONE 'UTC')::date THEN spend."monthPicos" ELSE 0 END
$$;

-- One hold after the other, for a batch that does not fit as a whole: what fits is taken, the rest is told what it lacks.
CREATE FUNCTION hold_take_one(h "Hold") RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  refused text;
BEGIN
  IF h."walletPicos" > 0 AND NOT EXISTS (SELECT 1 FROM "Wallet" WHERE "id" = h."walletId" AND "clientId" = h."clientId" AND "balancePicos" - "heldPicos" >= h."walletPicos") THEN
    RETURN 'funds';
  END IF;
  IF (h."allowanceTokens" > 0 OR h."overagePicos" > 0) AND NOT EXISTS (SELECT 1 FROM "UsagePeriod" WHERE "id" = h."usagePeriodId" AND "clientId" = h."clientId"
      AND "usedTokens" + "heldTokens" + h."allowanceTokens" <= "includedTokens" AND "overagePicos" + "heldOveragePicos" + h."overagePicos" <= "spendLimitPicos") THEN
    RETURN 'funds';
  END IF;
  IF h."keyPicos" > 0 THEN
    SELECT CASE WHEN l.day_left < h."keyPicos" THEN 'day' WHEN l.week_left < h."keyPicos" THEN 'week' WHEN l.month_left < h."keyPicos" THEN 'month' END INTO refused
      FROM "KeySpend" s JOIN "APIKey" k ON k."id" = s."keyId",
        key_spend_left(s, k."spendCapDayMicros", k."spendCapWeekMicros", k."spendCapMonthMicros", clock_timestamp()) l
     WHERE s."keyId" = h."keyId" AND s."clientId" = h."clientId";
    IF refused IS NOT NULL THEN RETURN refused; END IF;
    UPDATE "KeySpend" SET "heldPicos" = "heldPicos" + h."keyPicos" WHERE "keyId" = h."keyId" AND "clientId" = h."clientId";
  END IF;
  UPDATE "Wallet" SET "heldPicos" = "heldPicos" + h."walletPicos", "updatedAt" = now() WHERE "id" = h."walletId" AND "clientId" = h."clientId" AND h."walletPicos" > 0;
  UPDATE "UsagePeriod" SET "heldTokens" = "heldTokens" + h."allowanceTokens", "heldOveragePicos" = "heldOveragePicos" + h."overagePicos"
   WHERE "id" = h."usagePeriodId" AND "clientId" = h."clientId" AND (h."allowanceTokens" > 0 OR h."overagePicos" > 0);
  INSERT INTO "Hold" ("id", "clientId", "usagePeriodId", "walletId", "allowanceTokens", "walletPicos", "overagePicos", "keyId", "keyPicos", "state", "createdAt", "expiresAt", "request")
    VALUES (h."id", h."clientId", h."usagePeriodId", CASE WHEN h."walletPicos" > 0 THEN h."walletId" END, h."allowanceTokens", h."walletPicos", h."overagePicos", h."keyId",
      h."keyPicos", 'open', now(), h."expiresAt", h."request");
  RETURN 'taken';
END $$;

-- Takes the holds of `items` (rows of "Hold"; "keyPicos" is the request's worth at list price). Verdicts in their order:
-- 'taken'; 'funds' when period or wallet no longer has what is asked (read again, plan anew); 'day', 'week' or 'month' for
-- the key's cap that would be passed.
CREATE FUNCTION hold_take_many(items jsonb) RETURNS TABLE (n int, verdict text) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  capped text[] := ARRAY(SELECT k."id" FROM "APIKey" k WHERE k."id" IN (SELECT i->>'keyId' FROM jsonb_array_elements(items) i)
    AND (k."spendCapDayMicros" IS NOT NULL OR k."spendCapWeekMicros" IS NOT NULL OR k."spendCapMonthMicros" IS NOT NULL));
  -- A key without caps holds nothing of them.
  asked "Hold"[] := ARRAY(SELECT jsonb_populate_record(NULL::"Hold", CASE WHEN i.value->>'keyId' = ANY (capped) THEN i.value ELSE i.value || '{"keyPicos": 0}' END)
    FROM jsonb_array_elements(items) WITH ORDINALITY i ORDER BY i.ordinality);
  fits boolean;
BEGIN
  PERFORM 1 FROM "Wallet" WHERE "id" IN (SELECT h."walletId" FROM unnest(asked) h WHERE h."walletPicos" > 0) ORDER BY "id" FOR NO KEY UPDATE;
  PERFORM 1 FROM "UsagePeriod" WHERE "id" IN (SELECT h."usagePeriodId" FROM unnest(asked) h WHERE h."allowanceTokens" > 0 OR h."overagePicos" > 0) ORDER BY "id" FOR NO KEY UPDATE;
  IF cardinality(capped) > 0 THEN
    INSERT INTO "KeySpend" ("keyId", "clientId", "dayStart", "weekStart", "monthStart")
      SELECT k."id", k."clientId", '1970-01-01', '1970-01-01', '1970-01-01' FROM "APIKey" k WHERE k."id" = ANY (capped) ORDER BY k."id" ON CONFLICT DO NOTHING;
    PERFORM 1 FROM "KeySpend" WHERE "keyId" = ANY (capped) ORDER BY "keyId" FOR NO KEY UPDATE;
  END IF;
  fits := NOT EXISTS (
      SELECT 1 FROM (SELECT h."walletId" AS id, h."clientId" AS client, sum(h."walletPicos") AS picos FROM unnest(asked) h WHERE h."walletPicos" > 0 GROUP BY 1, 2) a
        LEFT JOIN "Wallet" w ON w."id" = a.id AND w."clientId" = a.client WHERE w."balancePicos" - w."heldPicos" >= a.picos IS NOT TRUE)
    AND NOT EXISTS (
      SELECT 1 FROM (SELECT h."usagePeriodId" AS id, h."clientId" AS client, sum(h."allowanceTokens") AS tokens, sum(h."overagePicos") AS picos FROM unnest(asked) h
          WHERE h."allowanceTokens" > 0 OR h."overagePicos" > 0 GROUP BY 1, 2) a
        LEFT JOIN "UsagePeriod" p ON p."id" = a.id AND p."clientId" = a.client
       WHERE (p."usedTokens" + p."heldTokens" + a.tokens <= p."includedTokens" AND p."overagePicos" + p."heldOveragePicos" + a.picos <= p."spendLimitPicos") IS NOT TRUE)
    AND NOT EXISTS (
      SELECT 1 FROM (SELECT h."keyId" AS id, sum(h."keyPicos") AS picos FROM unnest(asked) h WHERE h."keyPicos" > 0 GROUP BY 1) a
        JOIN "KeySpend" s ON s."keyId" = a.id JOIN "APIKey" k ON k."id" = a.id,
        key_spend_left(s, k."spendCapDayMicros", k."spendCapWeekMicros", k."spendCapMonthMicros", clock_timestamp()) l
       WHERE least(l.day_left, l.week_left, l.month_left) < a.picos);
  IF NOT fits THEN
    FOR i IN 1 .. cardinality(asked) LOOP
      n := i - 1;
      verdict := hold_take_one(asked[i]);
      RETURN NEXT;
    END LOOP;
    RETURN;
  END IF;
  UPDATE "Wallet" w SET "heldPicos" = w."heldPicos" + a.picos, "updatedAt" = now()
    FROM (SELECT h."walletId" AS id, sum(h."walletPicos") AS picos FROM unnest(asked) h WHERE h."walletPicos" > 0 GROUP BY 1) a WHERE w."id" = a.id;
  UPDATE "UsagePeriod" p SET "heldTokens" = p."heldTokens" + a.tokens, "heldOveragePicos" = p."heldOveragePicos" + a.picos
    FROM (SELECT h."usagePeriodId" AS id, sum(h."allowanceTokens") AS tokens, sum(h."overagePicos") AS picos FROM unnest(asked) h
           WHERE h."allowanceTokens" > 0 OR h."overagePicos" > 0 GROUP BY 1) a WHERE p."id" = a.id;
  IF cardinality(capped) > 0 THEN
    UPDATE "KeySpend" s SET "heldPicos" = s."heldPicos" + a.picos
      FROM (SELECT h."keyId" AS id, sum(h."keyPicos") AS picos FROM unnest(asked) h WHERE h."keyPicos" > 0 GROUP BY 1) a WHERE s."keyId" = a.id;
  END IF;
  INSERT INTO "Hold" ("id", "clientId", "usagePeriodId", "walletId", "allowanceTokens", "walletPicos", "overagePicos", "keyId", "keyPicos", "state", "createdAt", "expiresAt", "request")
    SELECT h."id", h."clientId", h."usagePeriodId", CASE WHEN h."walletPicos" > 0 THEN h."walletId" END, h."allowanceTokens", h."walletPicos", h."overagePicos", h."keyId", h."keyPicos",
      'open', now(), h."expiresAt", h."request" FROM unnest(asked) h;
  RETURN QUERY SELECT i - 1, 'taken'::text FROM generate_series(1, cardinality(asked)) i;
END $$;

-- Closes open holds: gives back what was held, takes what was used, writes each usage event, its hour and its key's
-- spending. `items` are { state, event }: the event is the usage row, its id the hold's. False for a hold that is closed
-- already, and then nothing is written: settling twice is settling once.
CREATE FUNCTION hold_settle_many(items jsonb) RETURNS TABLE (n int, closed boolean) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  given "UsageEvent"[] := ARRAY(SELECT jsonb_populate_record(NULL::"UsageEvent", i.value->'event') FROM jsonb_array_elements(items) WITH ORDINALITY i ORDER BY i.ordinality);
  states text[] := ARRAY(SELECT i.value->>'state' FROM jsonb_array_elements(items) WITH ORDINALITY i ORDER BY i.ordinality);
  held "Hold"[];
  done "UsageEvent"[];
BEGIN
  held := ARRAY(SELECT h FROM "Hold" h WHERE h."id" IN (SELECT e."id" FROM unnest(given) e) AND h."state" = 'open' ORDER BY h."id" FOR NO KEY UPDATE);
  IF cardinality(held) = 0 THEN
    RETURN QUERY SELECT i - 1, false FROM generate_series(1, cardinality(given)) i;
    RETURN;
  END IF;
  -- Whose money, tokens and period it is stands in the hold; the same hold twice in one batch counts once.
  UPDATE "Hold" h SET "state" = s.state, "closedAt" = now()
    FROM (SELECT DISTINCT ON (e."id") e."id", states[e.ordinality] AS state FROM unnest(given) WITH ORDINALITY e ORDER BY e."id", e.ordinality) s
   WHERE h."id" = s."id" AND h."id" IN (SELECT o."id" FROM unnest(held) o);
  done := ARRAY(SELECT DISTINCT ON (e."id") jsonb_populate_record(NULL::"UsageEvent", items->(e.ordinality::int - 1)->'event'
        || jsonb_build_object('clientId', h."clientId", 'usagePeriodId', h."usagePeriodId"))
      FROM unnest(given) WITH ORDINALITY e JOIN unnest(held) h ON h."id" = e."id" ORDER BY e."id", e.ordinality);
  IF EXISTS (SELECT 1 FROM unnest(done) e JOIN unnest(held) h ON h."id" = e."id"
      WHERE e."allowanceTokens" > h."allowanceTokens" OR e."walletPicos" > h."walletPicos" OR e."overagePicos" > h."overagePicos") THEN
    RAISE EXCEPTION 'a hold settles for more than was held' USING ERRCODE = 'check_violation';
  END IF;
  PERFORM 1 FROM "Wallet" WHERE "id" IN (SELECT h."walletId" FROM unnest(held) h WHERE h."walletPicos" > 0) ORDER BY "id" FOR NO KEY UPDATE;
  UPDATE "Wallet" w SET "heldPicos" = w."heldPicos" - a.held, "balancePicos" = w."balancePicos" - a.taken, "updatedAt" = now()
    FROM (SELECT h."walletId" AS id, sum(h."walletPicos") AS held, sum(e."walletPicos") AS taken FROM unnest(held) h JOIN unnest(done) e ON e."id" = h."id" WHERE h."walletPicos" > 0 GROUP BY 1) a
   WHERE w."id" = a.id;
  PERFORM 1 FROM "UsagePeriod" WHERE "id" IN (SELECT h."usagePeriodId" FROM unnest(held) h WHERE h."allowanceTokens" > 0 OR h."overagePicos" > 0) ORDER BY "id" FOR NO KEY UPDATE;
  UPDATE "UsagePeriod" p SET "heldTokens" = p."heldTokens" - a.tokens, "usedTokens" = p."usedTokens" + a.used, "heldOveragePicos" = p."heldOveragePicos" - a.held, "overagePicos" = p."overagePicos" + a.taken
    FROM (SELECT h."usagePeriodId" AS id, sum(h."allowanceTokens") AS tokens, sum(e."allowanceTokens") AS used, sum(h."overagePicos") AS held, sum(e."overagePicos") AS taken
            FROM unnest(held) h JOIN unnest(done) e ON e."id" = h."id" WHERE h."allowanceTokens" > 0 OR h."overagePicos" > 0 GROUP BY 1) a
   WHERE p."id" = a.id;
  INSERT INTO "KeySpend" AS s ("keyId", "clientId", "dayStart", "dayPicos", "weekStart", "weekPicos", "monthStart", "monthPicos")
    SELECT e."keyId", e."clientId", w.day, sum(e."costPicos"), w.week, sum(e."costPicos"), w.month, sum(e."costPicos")
      FROM unnest(done) e, (SELECT date_trunc('day', clock_timestamp() AT TIME ZONE 'UTC')::date AS day, date_trunc('week', clock_timestamp() AT TIME ZONE 'UTC')::date AS week,
        date_trunc('month', clock_timestamp() AT TIME ZONE 'UTC')::date AS month) w
     WHERE e."keyId" IS NOT NULL GROUP BY 1, 2, w.day, w.week, w.month ORDER BY 1
    ON CONFLICT ("keyId") DO UPDATE SET
      "dayPicos" = EXCLUDED."dayPicos" + CASE WHEN s."dayStart" >= EXCLUDED."dayStart" THEN s."dayPicos" ELSE 0 END, "dayStart" = greatest(s."dayStart", EXCLUDED."dayStart"),
      "weekPicos" = EXCLUDED."weekPicos" + CASE WHEN s."weekStart" >= EXCLUDED."weekStart" THEN s."weekPicos" ELSE 0 END, "weekStart" = greatest(s."weekStart", EXCLUDED."weekStart"),
      "monthPicos" = EXCLUDED."monthPicos" + CASE WHEN s."monthStart" >= EXCLUDED."monthStart" THEN s."monthPicos" ELSE 0 END, "monthStart" = greatest(s."monthStart", EXCLUDED."monthStart");
  UPDATE "KeySpend" s SET "heldPicos" = s."heldPicos" - a.picos
    FROM (SELECT h."keyId" AS id, sum(h."keyPicos") AS picos FROM unnest(held) h WHERE h."keyPicos" > 0 GROUP BY 1) a WHERE s."keyId" = a.id;
  INSERT INTO "UsageEvent" ("id", "clientId", "keyId", "userId", "modelId", "modelSlug", "upstreamId", "modelPriceId", "usagePeriodId", "endpoint", "source", "isStream", "status", "httpStatus",
      "errorCode", "isEstimated", "inputTokens", "cachedTokens", "outputTokens", "currency", "costPicos", "allowanceTokens", "walletPicos", "overagePicos", "latencyMs", "firstTokenMs", "attempts", "createdAt")
    SELECT e."id", e."clientId", e."keyId", e."userId", e."modelId", e."modelSlug", e."upstreamId", e."modelPriceId", e."usagePeriodId", e."endpoint", e."source", e."isStream", e."status", e."httpStatus",
      e."errorCode", e."isEstimated", e."inputTokens", e."cachedTokens", e."outputTokens", e."currency", e."costPicos", e."allowanceTokens", e."walletPicos", e."overagePicos", e."latencyMs", e."firstTokenMs",
      e."attempts", e."createdAt" FROM unnest(done) e;
  INSERT INTO "UsageMetrics" AS m ("clientId", "hour", "keyId", "modelId", "currency", "requests", "errors", "inputTokens", "outputTokens", "costPicos", "billedPicos", "latencyMsSum")
    SELECT e."clientId", date_trunc('hour', e."createdAt", 'UTC'), coalesce(e."keyId", ''), e."modelId", e."currency", count(*), count(*) FILTER (WHERE e."status" = 'error'), sum(e."inputTokens"),
      sum(e."outputTokens"), sum(e."costPicos"), sum(e."walletPicos" + e."overagePicos"), sum(e."latencyMs")
      FROM unnest(done) e GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4
    ON CONFLICT ("clientId", "hour", "keyId", "modelId") DO UPDATE SET
      "requests" = m."requests" + EXCLUDED."requests", "errors" = m."errors" + EXCLUDED."errors", "inputTokens" = m."inputTokens" + EXCLUDED."inputTokens",
      "outputTokens" = m."outputTokens" + EXCLUDED."outputTokens", "costPicos" = m."costPicos" + EXCLUDED."costPicos",
      "billedPicos" = m."billedPicos" + EXCLUDED."billedPicos", "latencyMsSum" = m."latencyMsSum" + EXCLUDED."latencyMsSum";
  RETURN QUERY SELECT (g.ordinality - 1)::int, g.ordinality = min(g.ordinality) OVER (PARTITION BY g."id") AND EXISTS (SELECT 1 FROM unnest(held) h WHERE h."id" = g."id")
    FROM unnest(given) WITH ORDINALITY g ORDER BY 1;
END $$;

DROP FUNCTION hold_take(text, text, text, text, bigint, bigint, bigint, timestamptz, jsonb);
DROP FUNCTION hold_settle(text, text, bigint, bigint, bigint, jsonb);
