-- One moment of a gateway as it mostly is, in few and cheap statements: every limit has room for all that is asked of it. What is
-- written is what gateway_run and hold_run write, which stay for the rest: full limits, keys' spend caps, holds of other programs.

-- A hold to be closed with its usage row: what of that row does not stand in the hold.
CREATE TYPE gateway_closing AS (
  "id" text, "state" text, "keyId" text, "userId" text, "modelId" text, "modelSlug" text, "upstreamId" text, "modelPriceId" text, "endpoint" text, "source" text, "isStream" boolean, "status" text,
  "httpStatus" int, "errorCode" text, "isEstimated" boolean, "inputTokens" int, "cachedTokens" int, "outputTokens" int, "currency" text, "costPicos" bigint, "allowanceTokens" bigint, "walletPicos" bigint,
  "overagePicos" bigint, "latencyMs" int, "firstTokenMs" int, "attempts" int, "createdAt" timestamptz
);
-- A hold that is asked for, of a key without spend caps, with what a usage row needs to know.
CREATE TYPE gateway_asking AS (
  "id" text, "clientId" text, "usagePeriodId" text, "walletId" text, "allowanceTokens" bigint, "walletPicos" bigint, "overagePicos" bigint, "keyId" text, "expiresAt" timestamptz,
  "userId" text, "source" text, "modelId" text, "modelSlug" text, "modelPriceId" text, "endpoint" text, "isStream" boolean, "currency" text, "createdAt" text
);

CREATE FUNCTION gateway_request(a gateway_asking) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_object('keyId', a."keyId", 'userId', a."userId", 'source', a."source", 'modelId', a."modelId", 'modelSlug', a."modelSlug", 'modelPriceId', a."modelPriceId",
    'endpoint', a."endpoint", 'isStream', a."isStream", 'currency', a."currency", 'createdAt', a."createdAt")
$$;

-- Limits first, as limits_apply takes them but in sums: `costs` is what all that is asked takes of each cell, `levels` each cell's level
-- before. Where not all of it fits nothing at all is written and `is_done` is false: gateway_run takes group by group.
-- Then holds are closed and taken as hold_run does, which says what those get that found too little money. No hold twice in one batch.
-- Rows are locked in the same order as there: limits, holds, wallets, periods, keys' spending, roll-ups, each by their keys.
CREATE FUNCTION gateway_pass(
  holder_id text, lease_us bigint, cells text[], kinds text[], sizes bigint[], periods bigint[], returned bigint[], returned_from text[], renewed text[], costs bigint[],
  closings gateway_closing[], askings gateway_asking[],
  OUT is_done boolean, OUT now_us bigint, OUT levels bigint[], OUT closed boolean[], OUT verdicts text[] -- the last two: null where all were closed now, all taken
) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  n int := coalesce(cardinality(cells), 0);
  ats bigint[];
  filled bigint[];
  used bigint[]; -- of slots
  weight bigint;
  has_slots boolean := 'slots' = ANY (kinds);
  clients text[]; -- of the holds closed now, in the order of `closings`; null for the others
  held_periods text[];
  held_tokens bigint[];
  held_wallets text[];
  held_wallet bigint[];
  held_overage bigint[];
  held_key bigint[];
  taken_of_wallets bigint := 0;
  back_to_wallets bigint := 0;
  asked_of_wallets bigint := 0;
  closing_first text; -- the wallets with the first and the last name
  closing_last text;
  asking_first text;
  asking_last text;
  asking_owner text;
  has_periods boolean := false;
  is_too_much boolean;
  is_tight boolean := false;
BEGIN
  is_done := false;
  IF n > 0 THEN
    LOOP -- cells are locked in order, so two processes never wait for each other
      SELECT array_agg(l."level" ORDER BY l.place), array_agg(l."at" ORDER BY l.place) INTO levels, ats
        FROM (SELECT array_position(cells, c."key") AS place, c."level", c."at" FROM "LimitCell" c WHERE c."key" = ANY (cells) ORDER BY c."key" FOR UPDATE) l;
      EXIT WHEN cardinality(levels) = n;
      INSERT INTO "LimitCell" ("key", "level", "at", "expiresAt")
        SELECT k, 0, 0, clock_timestamp() + interval '1 hour' FROM unnest(cells) AS k ORDER BY k ON CONFLICT DO NOTHING;
    END LOOP;
    now_us := (extract(epoch FROM clock_timestamp()) * 1000000)::bigint; -- after the wait for the locks
    IF has_slots THEN -- what went back counts as gone already
      used := ARRAY(SELECT coalesce((SELECT sum(CASE WHEN s."holder" = c.giver THEN greatest(0, s."used" - c.back) ELSE s."used" END) FROM "LimitSlots" s
          WHERE s."key" = c.k AND (s."holder" = holder_id OR s."expiresAt" > to_timestamp(now_us / 1000000.0))), 0)
        FROM unnest(cells, kinds, returned, returned_from) WITH ORDINALITY AS c(k, kind, back, giver, n) WHERE c.kind = 'slots' ORDER BY c.n);
    END IF;
    filled := levels;
    FOR i IN 1 .. n LOOP
      IF kinds[i] = 'rate' THEN
        weight := periods[i];
        levels[i] := greatest(0, levels[i] - sizes[i] * least(greatest(now_us - ats[i], 0), levels[i] / sizes[i] + 1) - returned[i] * weight);
      ELSIF kinds[i] = 'window' THEN
        weight := 1;
        IF ats[i] <> now_us - now_us % periods[i] THEN levels[i] := 0; END IF;
      ELSE
        weight := 1;
        levels[i] := used[1];
        used := used[2:];
      END IF;
      filled[i] := levels[i] + costs[i] * weight;
      IF costs[i] > 0 AND filled[i] > sizes[i]::numeric * weight THEN RETURN; END IF;
    END LOOP;
    UPDATE "LimitCell" l SET "level" = w.new, "at" = CASE w.kind WHEN 'window' THEN now_us - now_us % w.per ELSE now_us END, "expiresAt" = to_timestamp((now_us + 2 * w.per) / 1000000.0)
      FROM unnest(cells, kinds, periods, filled, costs, returned) AS w(k, kind, per, new, cost, back) WHERE l."key" = w.k AND w.kind <> 'slots' AND (w.cost > 0 OR w.back > 0);
    IF has_slots THEN
      UPDATE "LimitSlots" s SET "used" = greatest(0, s."used" - c.back) FROM unnest(cells, kinds, returned, returned_from, costs) AS c(k, kind, back, giver, cost)
       WHERE c.kind = 'slots' AND c.back > 0 AND (c.cost = 0 OR c.giver <> holder_id) AND s."key" = c.k AND s."holder" = c.giver;
      INSERT INTO "LimitSlots" AS s ("key", "holder", "used", "expiresAt")
        SELECT c.k, holder_id, c.cost, to_timestamp((now_us + lease_us) / 1000000.0) FROM unnest(cells, kinds, costs) AS c(k, kind, cost) WHERE c.kind = 'slots' AND c.cost > 0
        ON CONFLICT ("key", "holder") DO UPDATE SET "expiresAt" = EXCLUDED."expiresAt", "used" = EXCLUDED."used" + CASE returned_from[array_position(cells, s."key")]
          WHEN holder_id THEN greatest(0, s."used" - returned[array_position(cells, s."key")]) ELSE s."used" END;
    END IF;
    IF cardinality(renewed) > 0 THEN
      UPDATE "LimitSlots" s SET "expiresAt" = to_timestamp((now_us + lease_us) / 1000000.0) WHERE s."key" || ' ' || s."holder" = ANY (renewed);
    END IF;
  END IF;
  is_done := true;

  IF cardinality(closings) > 0 THEN
    WITH gone AS (
      UPDATE "Hold" h SET "state" = CASE WHEN h."id" = ANY (ARRAY(SELECT c."id" FROM unnest(closings) c WHERE c."state" = 'released')) THEN 'released' ELSE 'settled' END, "closedAt" = now()
       WHERE h."id" = ANY (ARRAY(SELECT c."id" FROM unnest(closings) c)) AND h."state" = 'open'
        RETURNING h."id", h."clientId", h."usagePeriodId", h."walletId", h."allowanceTokens", h."walletPicos", h."overagePicos", h."keyPicos"
    )
    SELECT array_agg(g."clientId" ORDER BY c.ordinality), array_agg(g."usagePeriodId" ORDER BY c.ordinality), array_agg(g."walletId" ORDER BY c.ordinality),
        array_agg(g."allowanceTokens" ORDER BY c.ordinality), array_agg(g."walletPicos" ORDER BY c.ordinality), array_agg(g."overagePicos" ORDER BY c.ordinality),
        array_agg(g."keyPicos" ORDER BY c.ordinality), array_agg(g."id" IS NOT NULL ORDER BY c.ordinality), coalesce(sum(g."walletPicos"), 0),
        coalesce(sum(c."walletPicos") FILTER (WHERE g."id" IS NOT NULL), 0), min(g."walletId") FILTER (WHERE g."walletPicos" > 0), max(g."walletId") FILTER (WHERE g."walletPicos" > 0),
        coalesce(bool_or(g."allowanceTokens" > 0 OR g."overagePicos" > 0), false),
        bool_or(c."allowanceTokens" > g."allowanceTokens" OR c."walletPicos" > g."walletPicos" OR c."overagePicos" > g."overagePicos")
      INTO clients, held_periods, held_wallets, held_tokens, held_wallet, held_overage, held_key, closed, back_to_wallets, taken_of_wallets, closing_first, closing_last, has_periods, is_too_much
      FROM unnest(closings) WITH ORDINALITY c LEFT JOIN gone g ON g."id" = c."id";
    IF is_too_much THEN
      RAISE EXCEPTION 'a hold settles for more than was held' USING ERRCODE = 'check_violation';
    END IF;
  END IF;
  IF cardinality(askings) > 0 THEN
    SELECT sum(a."walletPicos"), min(a."walletId") FILTER (WHERE a."walletPicos" > 0), max(a."walletId") FILTER (WHERE a."walletPicos" > 0),
        CASE WHEN min(a."clientId") = max(a."clientId") THEN min(a."clientId") END, has_periods OR bool_or(a."allowanceTokens" > 0 OR a."overagePicos" > 0),
        coalesce(bool_or(a."walletPicos" > 0 AND a."walletId" IS NULL), false)
      INTO asked_of_wallets, asking_first, asking_last, asking_owner, has_periods, is_tight FROM unnest(askings) a;
  END IF;

  IF NOT has_periods AND NOT is_tight AND least(closing_first, asking_first) = greatest(closing_last, asking_last) AND (asked_of_wallets = 0 OR asking_owner IS NOT NULL) THEN
    -- One wallet, as it mostly is: asked and changed at once.
    UPDATE "Wallet" w SET "heldPicos" = w."heldPicos" - back_to_wallets + asked_of_wallets, "balancePicos" = w."balancePicos" - taken_of_wallets, "updatedAt" = now()
     WHERE w."id" = coalesce(closing_first, asking_first)
       AND (asked_of_wallets = 0 OR w."clientId" = asking_owner AND w."balancePicos" - taken_of_wallets - w."heldPicos" + back_to_wallets >= asked_of_wallets);
    IF NOT FOUND THEN
      is_tight := true;
      UPDATE "Wallet" w SET "heldPicos" = w."heldPicos" - back_to_wallets, "balancePicos" = w."balancePicos" - taken_of_wallets, "updatedAt" = now()
       WHERE w."id" = closing_first;
    END IF;
  ELSIF has_periods OR is_tight OR closing_first IS NOT NULL OR asking_first IS NOT NULL THEN
    PERFORM 1 FROM "Wallet" WHERE "id" = ANY (ARRAY(SELECT w FROM unnest(held_wallets, held_wallet) AS h(w, picos) WHERE h.picos > 0) || ARRAY(SELECT a."walletId" FROM unnest(askings) a WHERE a."walletPicos" > 0))
      ORDER BY "id" FOR NO KEY UPDATE;
    IF has_periods THEN
      PERFORM 1 FROM "UsagePeriod" WHERE "id" = ANY (ARRAY(SELECT p FROM unnest(held_periods, held_tokens, held_overage) AS h(p, tokens, picos) WHERE h.tokens > 0 OR h.picos > 0)
        || ARRAY(SELECT a."usagePeriodId" FROM unnest(askings) a WHERE a."allowanceTokens" > 0 OR a."overagePicos" > 0)) ORDER BY "id" FOR NO KEY UPDATE;
    END IF;
    IF back_to_wallets > 0 THEN
      UPDATE "Wallet" w SET "heldPicos" = w."heldPicos" - a.held, "balancePicos" = w."balancePicos" - a.taken, "updatedAt" = now()
        FROM (SELECT held_wallets[c.ordinality] AS id, sum(held_wallet[c.ordinality]) AS held, sum(c."walletPicos") AS taken FROM unnest(closings) WITH ORDINALITY c WHERE held_wallet[c.ordinality] > 0 GROUP BY 1) a
       WHERE w."id" = a.id;
    END IF;
    IF has_periods AND cardinality(closings) > 0 THEN
      UPDATE "UsagePeriod" p SET "heldTokens" = p."heldTokens" - a.tokens, "usedTokens" = p."usedTokens" + a.used, "heldOveragePicos" = p."heldOveragePicos" - a.held, "overagePicos" = p."overagePicos" + a.taken
        FROM (SELECT held_periods[c.ordinality] AS id, sum(held_tokens[c.ordinality]) AS tokens, sum(c."allowanceTokens") AS used, sum(held_overage[c.ordinality]) AS held, sum(c."overagePicos") AS taken
                FROM unnest(closings) WITH ORDINALITY c WHERE held_tokens[c.ordinality] > 0 OR held_overage[c.ordinality] > 0 GROUP BY 1) a
       WHERE p."id" = a.id;
    END IF;
    IF cardinality(askings) > 0 THEN
      is_tight := EXISTS (SELECT 1 FROM (SELECT a."walletId" AS id, a."clientId" AS client, sum(a."walletPicos") AS picos FROM unnest(askings) a WHERE a."walletPicos" > 0 GROUP BY 1, 2) a
          LEFT JOIN "Wallet" w ON w."id" = a.id AND w."clientId" = a.client WHERE w."balancePicos" - w."heldPicos" >= a.picos IS NOT TRUE)
        OR has_periods AND EXISTS (SELECT 1 FROM (SELECT a."usagePeriodId" AS id, a."clientId" AS client, sum(a."allowanceTokens") AS tokens, sum(a."overagePicos") AS picos FROM unnest(askings) a
            WHERE a."allowanceTokens" > 0 OR a."overagePicos" > 0 GROUP BY 1, 2) a
          LEFT JOIN "UsagePeriod" p ON p."id" = a.id AND p."clientId" = a.client
         WHERE (p."usedTokens" + p."heldTokens" + a.tokens <= p."includedTokens" AND p."overagePicos" + p."heldOveragePicos" + a.picos <= p."spendLimitPicos") IS NOT TRUE);
      IF NOT is_tight THEN
        UPDATE "Wallet" w SET "heldPicos" = w."heldPicos" + a.picos, "updatedAt" = now()
          FROM (SELECT a."walletId" AS id, sum(a."walletPicos") AS picos FROM unnest(askings) a WHERE a."walletPicos" > 0 GROUP BY 1) a WHERE w."id" = a.id;
        UPDATE "UsagePeriod" p SET "heldTokens" = p."heldTokens" + a.tokens, "heldOveragePicos" = p."heldOveragePicos" + a.picos
          FROM (SELECT a."usagePeriodId" AS id, sum(a."allowanceTokens") AS tokens, sum(a."overagePicos") AS picos FROM unnest(askings) a WHERE a."allowanceTokens" > 0 OR a."overagePicos" > 0 GROUP BY 1) a
         WHERE has_periods AND p."id" = a.id;
      END IF;
    END IF;
  END IF;

  IF true = ANY (closed) THEN
    INSERT INTO "UsageEvent" ("id", "clientId", "keyId", "userId", "modelId", "modelSlug", "upstreamId", "modelPriceId", "usagePeriodId", "endpoint", "source", "isStream", "status", "httpStatus",
        "errorCode", "isEstimated", "inputTokens", "cachedTokens", "outputTokens", "currency", "costPicos", "allowanceTokens", "walletPicos", "overagePicos", "latencyMs", "firstTokenMs", "attempts", "createdAt")
      SELECT c."id", clients[c.ordinality], c."keyId", c."userId", c."modelId", c."modelSlug", c."upstreamId", c."modelPriceId", held_periods[c.ordinality], c."endpoint", c."source", c."isStream", c."status",
        c."httpStatus", c."errorCode", c."isEstimated", c."inputTokens", c."cachedTokens", c."outputTokens", c."currency", c."costPicos", c."allowanceTokens", c."walletPicos", c."overagePicos", c."latencyMs",
        c."firstTokenMs", c."attempts", c."createdAt" FROM unnest(closings) WITH ORDINALITY c WHERE closed[c.ordinality];
    INSERT INTO "KeySpend" AS s ("keyId", "clientId", "dayStart", "dayPicos", "weekStart", "weekPicos", "monthStart", "monthPicos")
      SELECT e.key, e.client, w.day, e.picos, w.week, e.picos, w.month, e.picos
        FROM (SELECT c."keyId" AS key, clients[c.ordinality] AS client, sum(c."costPicos") AS picos FROM unnest(closings) WITH ORDINALITY c WHERE closed[c.ordinality] AND c."keyId" IS NOT NULL GROUP BY 1, 2 ORDER BY 1) e,
          (SELECT date_trunc('day', clock_timestamp() AT TIME ZONE 'UTC')::date AS day, date_trunc('week', clock_timestamp() AT TIME ZONE 'UTC')::date AS week,
            date_trunc('month', clock_timestamp() AT TIME ZONE 'UTC')::date AS month) w
      ON CONFLICT ("keyId") DO UPDATE SET
        "dayPicos" = EXCLUDED."dayPicos" + CASE WHEN s."dayStart" >= EXCLUDED."dayStart" THEN s."dayPicos" ELSE 0 END, "dayStart" = greatest(s."dayStart", EXCLUDED."dayStart"),
        "weekPicos" = EXCLUDED."weekPicos" + CASE WHEN s."weekStart" >= EXCLUDED."weekStart" THEN s."weekPicos" ELSE 0 END, "weekStart" = greatest(s."weekStart", EXCLUDED."weekStart"),
        "monthPicos" = EXCLUDED."monthPicos" + CASE WHEN s."monthStart" >= EXCLUDED."monthStart" THEN s."monthPicos" ELSE 0 END, "monthStart" = greatest(s."monthStart", EXCLUDED."monthStart");
    IF 0 < ANY (held_key) THEN
      UPDATE "KeySpend" s SET "heldPicos" = s."heldPicos" - a.picos
        FROM (SELECT c."keyId" AS id, sum(held_key[c.ordinality]) AS picos FROM unnest(closings) WITH ORDINALITY c WHERE held_key[c.ordinality] > 0 GROUP BY 1) a WHERE s."keyId" = a.id;
    END IF;
    INSERT INTO "UsageMetrics" AS m ("clientId", "hour", "keyId", "modelId", "currency", "requests", "errors", "inputTokens", "outputTokens", "costPicos", "billedPicos", "latencyMsSum")
      SELECT clients[c.ordinality], date_trunc('hour', c."createdAt", 'UTC'), coalesce(c."keyId", ''), c."modelId", c."currency", count(*) FILTER (WHERE c."endpoint" <> 'instance'), count(*) FILTER (WHERE c."status" = 'error'),
        sum(c."inputTokens"), sum(c."outputTokens"), sum(c."costPicos"), sum(c."walletPicos" + c."overagePicos"), sum(c."latencyMs")
        FROM unnest(closings) WITH ORDINALITY c WHERE closed[c.ordinality] GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4
      ON CONFLICT ("clientId", "hour", "keyId", "modelId") DO UPDATE SET
        "requests" = m."requests" + EXCLUDED."requests", "errors" = m."errors" + EXCLUDED."errors", "inputTokens" = m."inputTokens" + EXCLUDED."inputTokens",
        "outputTokens" = m."outputTokens" + EXCLUDED."outputTokens", "costPicos" = m."costPicos" + EXCLUDED."costPicos",
        "billedPicos" = m."billedPicos" + EXCLUDED."billedPicos", "latencyMsSum" = m."latencyMsSum" + EXCLUDED."latencyMsSum";
  END IF;

  IF is_tight THEN -- one after the other: what fits is taken, the rest is told what it lacks
    SELECT r.verdicts INTO verdicts FROM hold_run('[]', (SELECT jsonb_agg(jsonb_build_object('id', a."id", 'clientId', a."clientId", 'usagePeriodId', a."usagePeriodId", 'walletId', a."walletId",
      'allowanceTokens', a."allowanceTokens", 'walletPicos', a."walletPicos", 'overagePicos', a."overagePicos", 'keyId', a."keyId", 'keyPicos', 0, 'expiresAt', a."expiresAt", 'request', gateway_request(a))) FROM unnest(askings) a)) r;
  ELSIF cardinality(askings) > 0 THEN
    INSERT INTO "Hold" ("id", "clientId", "usagePeriodId", "walletId", "allowanceTokens", "walletPicos", "overagePicos", "keyId", "keyPicos", "state", "createdAt", "expiresAt", "request")
      SELECT a."id", a."clientId", a."usagePeriodId", CASE WHEN a."walletPicos" > 0 THEN a."walletId" END, a."allowanceTokens", a."walletPicos", a."overagePicos", a."keyId", 0, 'open', now(), a."expiresAt",
        gateway_request(a) FROM unnest(askings) a;
  END IF;
  IF NOT false = ANY (closed) THEN closed := NULL; END IF;
END $$;
