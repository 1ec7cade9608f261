-- What every request goes through, in fewer and cheaper statements: holds are taken and closed by one function, so that a
-- busy gateway needs one commit for both.

-- An open hold is found by its time or its client; closed ones, nearly all of them, are asked for by their id alone.
DROP INDEX "Hold_state_expiresAt_idx";
DROP INDEX "Hold_clientId_state_idx";
CREATE INDEX hold_open ON "Hold" ("expiresAt", "clientId") WHERE "state" = 'open';
-- Room on each page for the next version of a row: these are written all the time.
ALTER TABLE "Wallet" SET (fillfactor = 50);
ALTER TABLE "UsagePeriod" SET (fillfactor = 50);
ALTER TABLE "KeySpend" SET (fillfactor = 50);
ALTER TABLE "UsageMetrics" SET (fillfactor = 80);

-- Writes what closed holds took: out of wallets and periods, as usage rows, in keys' spending and roll-ups. All is checked and locked.
CREATE FUNCTION hold_close(held "Hold"[], done "UsageEvent"[]) RETURNS void LANGUAGE plpgsql AS $$
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
    SELECT e."clientId", date_trunc('hour', e."createdAt", 'UTC'), coalesce(e."keyId", ''), e."modelId", e."currency", count(*), count(*) FILTER (WHERE e."status" = 'error'), sum(e."inputTokens"),
      sum(e."outputTokens"), sum(e."costPicos"), sum(e."walletPicos" + e."overagePicos"), sum(e."latencyMs")
      FROM unnest(done) e GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4
    ON CONFLICT ("clientId", "hour", "keyId", "modelId") DO UPDATE SET
      "requests" = m."requests" + EXCLUDED."requests", "errors" = m."errors" + EXCLUDED."errors", "inputTokens" = m."inputTokens" + EXCLUDED."inputTokens",
      "outputTokens" = m."outputTokens" + EXCLUDED."outputTokens", "costPicos" = m."costPicos" + EXCLUDED."costPicos",
      "billedPicos" = m."billedPicos" + EXCLUDED."billedPicos", "latencyMsSum" = m."latencyMsSum" + EXCLUDED."latencyMsSum";
END $$;

-- Takes holds for which there is room, as their locked wallets, periods and keys have said.
CREATE FUNCTION hold_take_all(asked "Hold"[]) RETURNS void LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
  WITH wallets AS (
    UPDATE "Wallet" w SET "heldPicos" = w."heldPicos" + a.picos, "updatedAt" = now()
      FROM (SELECT h."walletId" AS id, sum(h."walletPicos") AS picos FROM unnest(asked) h WHERE h."walletPicos" > 0 GROUP BY 1) a WHERE w."id" = a.id
  ), periods AS (
    UPDATE "UsagePeriod" p SET "heldTokens" = p."heldTokens" + a.tokens, "heldOveragePicos" = p."heldOveragePicos" + a.picos
      FROM (SELECT h."usagePeriodId" AS id, sum(h."allowanceTokens") AS tokens, sum(h."overagePicos") AS picos FROM unnest(asked) h
             WHERE h."allowanceTokens" > 0 OR h."overagePicos" > 0 GROUP BY 1) a WHERE p."id" = a.id
  )
  INSERT INTO "Hold" ("id", "clientId", "usagePeriodId", "walletId", "allowanceTokens", "walletPicos", "overagePicos", "keyId", "keyPicos", "state", "createdAt", "expiresAt", "request")
    SELECT h."id", h."clientId", h."usagePeriodId", CASE WHEN h."walletPicos" > 0 THEN h."walletId" END, h."allowanceTokens", h."walletPicos", h."overagePicos", h."keyId", h."keyPicos",
      'open', now(), h."expiresAt", h."request" FROM unnest(asked) h;
  IF EXISTS (SELECT 1 FROM unnest(asked) h WHERE h."keyPicos" > 0) THEN
    UPDATE "KeySpend" s SET "heldPicos" = s."heldPicos" + a.picos
      FROM (SELECT h."keyId" AS id, sum(h."keyPicos") AS picos FROM unnest(asked) h WHERE h."keyPicos" > 0 GROUP BY 1) a WHERE s."keyId" = a.id;
  END IF;
END $$;

-- Closes the holds of `closings` (each { state, event }: the event is the usage row, its id the hold's), then takes those
-- of `askings` (rows of "Hold"; "keyPicos" is the request's worth at list price). In their order: whether each hold was
-- closed now (false where it was closed before, and then nothing is written: settling twice is settling once), and each
-- verdict: 'taken'; 'funds' when period or wallet no longer has what is asked (read again, plan anew); 'day', 'week' or
-- 'month' for the key's cap that would be passed.
-- Everything is guarded after its row is locked; rows are locked in one order everywhere: holds, wallets, periods, keys'
-- spending, roll-ups, each by their keys.
CREATE FUNCTION hold_run(closings jsonb, askings jsonb, OUT closed boolean[], OUT verdicts text[]) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  ids text[] := ARRAY(SELECT i.value->'event'->>'id' FROM jsonb_array_elements(closings) WITH ORDINALITY i ORDER BY i.ordinality);
  states text[] := ARRAY(SELECT i.value->>'state' FROM jsonb_array_elements(closings) WITH ORDINALITY i ORDER BY i.ordinality);
  held "Hold"[] := '{}';
  done "UsageEvent"[] := '{}';
  capped text[] := '{}';
  asked "Hold"[] := '{}';
  tight text[]; -- wallets, periods and keys that have no room for all that is asked of them
  late boolean[];
BEGIN
  closed := '{}';
  verdicts := '{}';
  IF cardinality(ids) > 0 THEN -- the same hold twice in one batch counts once: its first
    WITH gone AS (UPDATE "Hold" h SET "state" = states[array_position(ids, h."id")], "closedAt" = now() WHERE h."id" = ANY (ids) AND h."state" = 'open' RETURNING h AS "row")
      SELECT coalesce(array_agg("row"), '{}') INTO held FROM gone;
    closed := ARRAY(SELECT array_position(ids, g.id) = g.n AND EXISTS (SELECT 1 FROM unnest(held) h WHERE h."id" = g.id) FROM unnest(ids) WITH ORDINALITY g(id, n) ORDER BY g.n);
  END IF;
  IF cardinality(held) > 0 THEN -- whose money, tokens and period it is stands in the hold
    done := ARRAY(SELECT jsonb_populate_record(NULL::"UsageEvent", closings->(array_position(ids, h."id") - 1)->'event'
      || jsonb_build_object('clientId', h."clientId", 'usagePeriodId', h."usagePeriodId")) FROM unnest(held) h);
    IF EXISTS (SELECT 1 FROM unnest(done) e JOIN unnest(held) h ON h."id" = e."id"
        WHERE e."allowanceTokens" > h."allowanceTokens" OR e."walletPicos" > h."walletPicos" OR e."overagePicos" > h."overagePicos") THEN
      RAISE EXCEPTION 'a hold settles for more than was held' USING ERRCODE = 'check_violation';
    END IF;
  END IF;
  IF askings <> '[]' THEN
    capped := ARRAY(SELECT k."id" FROM "APIKey" k WHERE k."id" = ANY (ARRAY(SELECT i->>'keyId' FROM jsonb_array_elements(askings) i))
      AND (k."spendCapDayMicros" IS NOT NULL OR k."spendCapWeekMicros" IS NOT NULL OR k."spendCapMonthMicros" IS NOT NULL));
    -- A key without caps holds nothing of them.
    asked := ARRAY(SELECT jsonb_populate_record(NULL::"Hold", CASE WHEN i.value->>'keyId' = ANY (capped) THEN i.value ELSE i.value || '{"keyPicos": 0}' END)
      FROM jsonb_array_elements(askings) WITH ORDINALITY i ORDER BY i.ordinality);
  END IF;

  PERFORM 1 FROM "Wallet" WHERE "id" = ANY (ARRAY(SELECT h."walletId" FROM unnest(held || asked) h WHERE h."walletPicos" > 0)) ORDER BY "id" FOR NO KEY UPDATE;
  PERFORM 1 FROM "UsagePeriod" WHERE "id" = ANY (ARRAY(SELECT h."usagePeriodId" FROM unnest(held || asked) h WHERE h."allowanceTokens" > 0 OR h."overagePicos" > 0))
    ORDER BY "id" FOR NO KEY UPDATE;
  IF cardinality(capped) > 0 THEN
    INSERT INTO "KeySpend" ("keyId", "clientId", "dayStart", "weekStart", "monthStart")
      SELECT k."id", k."clientId", '1970-01-01', '1970-01-01', '1970-01-01' FROM "APIKey" k WHERE k."id" = ANY (capped) ORDER BY k."id" ON CONFLICT DO NOTHING;
    PERFORM 1 FROM "KeySpend" WHERE "keyId" = ANY (capped || ARRAY(SELECT e."keyId" FROM unnest(done) e)) ORDER BY "keyId" FOR NO KEY UPDATE;
  END IF;

  IF cardinality(held) > 0 THEN
    PERFORM hold_close(held, done);
  END IF;
  IF cardinality(asked) = 0 THEN RETURN; END IF;

  tight := ARRAY(
    SELECT a.id FROM (SELECT coalesce(h."walletId", '') AS id, h."clientId" AS client, sum(h."walletPicos") AS picos FROM unnest(asked) h WHERE h."walletPicos" > 0 GROUP BY 1, 2) a
      LEFT JOIN "Wallet" w ON w."id" = a.id AND w."clientId" = a.client WHERE w."balancePicos" - w."heldPicos" >= a.picos IS NOT TRUE
    UNION ALL
    SELECT a.id FROM (SELECT coalesce(h."usagePeriodId", '') AS id, h."clientId" AS client, sum(h."allowanceTokens") AS tokens, sum(h."overagePicos") AS picos FROM unnest(asked) h
        WHERE h."allowanceTokens" > 0 OR h."overagePicos" > 0 GROUP BY 1, 2) a
      LEFT JOIN "UsagePeriod" p ON p."id" = a.id AND p."clientId" = a.client
     WHERE (p."usedTokens" + p."heldTokens" + a.tokens <= p."includedTokens" AND p."overagePicos" + p."heldOveragePicos" + a.picos <= p."spendLimitPicos") IS NOT TRUE
    UNION ALL
    SELECT a.id FROM (SELECT h."keyId" AS id, sum(h."keyPicos") AS picos FROM unnest(asked) h WHERE h."keyPicos" > 0 GROUP BY 1) a
      JOIN "KeySpend" s ON s."keyId" = a.id JOIN "APIKey" k ON k."id" = a.id,
      key_spend_left(s, k."spendCapDayMicros", k."spendCapWeekMicros", k."spendCapMonthMicros", clock_timestamp()) l
     WHERE least(l.day_left, l.week_left, l.month_left) < a.picos);
  IF cardinality(tight) = 0 THEN
    PERFORM hold_take_all(asked);
    verdicts := array_fill('taken'::text, ARRAY[cardinality(asked)]);
    RETURN;
  END IF;
  -- Where there is no room for all, one after the other: what fits is taken, the rest is told what it lacks.
  late := ARRAY(SELECT ARRAY[coalesce(h."walletId", ''), coalesce(h."usagePeriodId", ''), coalesce(h."keyId", '')] && tight FROM unnest(asked) WITH ORDINALITY h ORDER BY h.ordinality);
  PERFORM hold_take_all(ARRAY(SELECT asked[i] FROM generate_series(1, cardinality(asked)) i WHERE NOT late[i]));
  FOR i IN 1 .. cardinality(asked) LOOP
    verdicts[i] := CASE WHEN late[i] THEN hold_take_one(asked[i]) ELSE 'taken' END;
  END LOOP;
END $$;

-- The two halves alone, a row an item.
DROP FUNCTION hold_take_many(jsonb);
CREATE FUNCTION hold_take_many(items jsonb) RETURNS TABLE (n int, verdict text) LANGUAGE sql AS $$
  SELECT (v.n - 1)::int, v.verdict FROM hold_run('[]', items) r, unnest(r.verdicts) WITH ORDINALITY v(verdict, n)
$$;
DROP FUNCTION hold_settle_many(jsonb);
CREATE FUNCTION hold_settle_many(items jsonb) RETURNS TABLE (n int, closed boolean) LANGUAGE sql AS $$
  SELECT (c.n - 1)::int, c.closed FROM hold_run(items, '[]') r, unnest(r.closed) WITH ORDINALITY c(closed, n)
$$;

-- Their statements always fit: planned once a connection, not for each batch.
ALTER FUNCTION hold_run(jsonb, jsonb) SET plan_cache_mode = force_generic_plan;
ALTER FUNCTION limits_run(text, bigint, text[], text[], bigint[], bigint[], bigint[], text[], text[], int[], bigint[], int[]) SET plan_cache_mode = force_generic_plan;
