-- What is left of a window goes back into it, as in a store of its own.

-- Carries out one batch of a process: first gives back, then takes group by group, each group whole or not at all.
-- `cells` are the distinct cells, sorted, each with what it is (`rate`, `window`, `slots`), its size and its period in
-- microseconds; `rules` point into them by number, `groups` say where each group of rules ends.
-- The level of a rate is its debt in units × period and drains by size a microsecond, so that all of it is whole numbers:
-- in any interval of length t at most size × (1 + t / period) units pass. A window counts up to its size and starts
-- again with the UTC hour or day; what goes back names the window it was taken from, by its begin. Slots are what processes hold of a size; a process that no longer renews holds nothing.
CREATE OR REPLACE FUNCTION limits_apply(
  holder_id text, lease_us bigint, cells text[], kinds text[], sizes bigint[], periods bigint[], returned bigint[], returned_from text[],
  renewed text[], rules int[], costs bigint[], groups int[],
  OUT now_us bigint, OUT fits boolean[], OUT levels bigint[]
) LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
  found int;
  n int := coalesce(cardinality(cells), 0);
  filled bigint[]; -- each cell's level as this batch goes on
  before bigint[];
  first int := 1;
  all_fit boolean;
  c int;
  weight bigint;
  running numeric[]; -- each rule's cell after it, should all groups be let in
BEGIN
  LOOP -- cells are locked in order, so two processes never wait for each other
    SELECT count(*) INTO found FROM (SELECT 1 FROM "LimitCell" l WHERE l."key" = ANY (cells) ORDER BY l."key" FOR UPDATE) locked;
    EXIT WHEN found = n;
    INSERT INTO "LimitCell" ("key", "level", "at", "expiresAt")
      SELECT k, 0, 0, clock_timestamp() + interval '1 hour' FROM unnest(cells) AS k ORDER BY k ON CONFLICT DO NOTHING;
  END LOOP;
  now_us := (extract(epoch FROM clock_timestamp()) * 1000000)::bigint; -- after the wait for the locks

  IF returned IS NOT NULL THEN
    UPDATE "LimitSlots" s SET "used" = greatest(0, s."used" - b.amount)
      FROM unnest(cells, kinds, returned, returned_from) AS b(k, kind, amount, holder)
     WHERE b.kind = 'slots' AND b.amount > 0 AND s."key" = b.k AND s."holder" = b.holder;
  END IF;

  SELECT array_agg(CASE a.kind
      WHEN 'rate' THEN greatest(0, l."level" - a.size * least(greatest(now_us - l."at", 0), l."level" / a.size + 1) - coalesce(a.back, 0) * a.per)
      WHEN 'window' THEN CASE WHEN l."at" <> now_us - now_us % a.per THEN 0 WHEN a.back > 0 AND a.giver = l."at"::text THEN greatest(0, l."level" - a.back) ELSE l."level" END
      ELSE coalesce((SELECT sum(s."used") FROM "LimitSlots" s WHERE s."key" = a.k AND (s."holder" = holder_id OR s."expiresAt" > to_timestamp(now_us / 1000000.0))), 0)
    END ORDER BY a.n)
    INTO filled
    FROM unnest(cells, kinds, sizes, periods, returned, returned_from) WITH ORDINALITY AS a(k, kind, size, per, back, giver, n) JOIN "LimitCell" l ON l."key" = a.k;
  before := filled;

  -- Where all groups fit together, each fits; only else one after the other.
  SELECT array_agg(j.level ORDER BY j.i), bool_and(j.cost = 0 OR j.level <= j.size) INTO running, all_fit
    FROM (SELECT r.i, r.cost, filled[r.cell] + sum(r.cost * w.weight) OVER (PARTITION BY r.cell ORDER BY r.i) AS level, sizes[r.cell]::numeric * w.weight AS size
            FROM unnest(rules, costs) WITH ORDINALITY AS r(cell, cost, i), LATERAL (SELECT CASE kinds[r.cell] WHEN 'rate' THEN periods[r.cell] ELSE 1 END AS weight) w) j;
  IF all_fit THEN
    fits := array_fill(true, ARRAY[cardinality(rules)]);
    levels := running::bigint[];
    filled := ARRAY(SELECT coalesce(max(levels[r.i]), f.level) FROM unnest(filled) WITH ORDINALITY AS f(level, cell) LEFT JOIN unnest(rules) WITH ORDINALITY AS r(cell, i) ON r.cell = f.cell
      GROUP BY f.cell, f.level ORDER BY f.cell);
  ELSE
    FOR g IN 1 .. coalesce(cardinality(groups), 0) LOOP
      all_fit := true;
      FOR i IN first .. groups[g] LOOP
        c := rules[i];
        weight := CASE kinds[c] WHEN 'rate' THEN periods[c] ELSE 1 END;
        fits[i] := costs[i] = 0 OR filled[c] + costs[i] * weight <= sizes[c] * weight;
        all_fit := all_fit AND fits[i];
      END LOOP;
      FOR i IN first .. groups[g] LOOP
        c := rules[i];
        IF all_fit THEN filled[c] := filled[c] + costs[i] * CASE kinds[c] WHEN 'rate' THEN periods[c] ELSE 1 END; END IF;
        levels[i] := filled[c];
      END LOOP;
      first := groups[g] + 1;
    END LOOP;
  END IF;

  UPDATE "LimitCell" l SET "level" = w.new, "at" = CASE w.kind WHEN 'window' THEN now_us - now_us % w.per ELSE now_us END,
      "expiresAt" = to_timestamp((now_us + 2 * w.per) / 1000000.0)
    FROM unnest(cells, kinds, periods, filled, before, returned) AS w(k, kind, per, new, old, back)
   WHERE l."key" = w.k AND w.kind <> 'slots' AND (w.new <> w.old OR coalesce(w.back, 0) > 0);
  INSERT INTO "LimitSlots" AS s ("key", "holder", "used", "expiresAt")
    SELECT w.k, holder_id, w.new - w.old, to_timestamp((now_us + lease_us) / 1000000.0)
      FROM unnest(cells, kinds, filled, before) AS w(k, kind, new, old) WHERE w.kind = 'slots' AND w.new > w.old
    ON CONFLICT ("key", "holder") DO UPDATE SET "used" = s."used" + EXCLUDED."used", "expiresAt" = EXCLUDED."expiresAt";
  IF cardinality(renewed) > 0 THEN
    UPDATE "LimitSlots" s SET "expiresAt" = to_timestamp((now_us + lease_us) / 1000000.0) WHERE s."key" || ' ' || s."holder" = ANY (renewed);
  END IF;
END $$;

-- Read backwards where the newest comes first; written forwards: ids grow, and what is put behind the last of its client leaves full pages
-- behind it, where what is put before the first splits each page in two halves.
DROP INDEX "UsageEvent_clientId_id_idx", "UsageEvent_clientId_keyId_id_idx", "UsageEvent_clientId_modelSlug_id_idx";
CREATE INDEX "UsageEvent_clientId_id_idx" ON "UsageEvent" ("clientId", "id");
CREATE INDEX "UsageEvent_clientId_keyId_id_idx" ON "UsageEvent" ("clientId", "keyId", "id");
CREATE INDEX "UsageEvent_clientId_modelSlug_id_idx" ON "UsageEvent" ("clientId", "modelSlug", "id");

-- A CHECK is read anew by each statement that writes, all of it. What it asked of hours alone is asked of hours alone.
ALTER TABLE "UsageEvent" DROP CONSTRAINT usage_event_amounts;
ALTER TABLE "UsageEvent" ADD CONSTRAINT usage_event_amounts
  CHECK (least("inputTokens" - "cachedTokens", "cachedTokens", "outputTokens") >= 0 AND least("costPicos", "allowanceTokens", "walletPicos", "overagePicos") >= 0);
CREATE FUNCTION usage_event_hours() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW."keyId" IS NOT NULL OR NEW."inputTokens" + NEW."outputTokens" + NEW."allowanceTokens" <> 0 OR NEW."costPicos" <> NEW."walletPicos" + NEW."overagePicos" THEN
    RAISE EXCEPTION 'a charge of hours is no request' USING ERRCODE = 'check_violation', CONSTRAINT = 'usage_event_hours';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER usage_event_hours BEFORE INSERT ON "UsageEvent" FOR EACH ROW WHEN (NEW."endpoint" = 'instance') EXECUTE FUNCTION usage_event_hours();

-- A hold lives as long as its request. Its row goes when it is closed: the usage row, written by the same statement, has the same id and
-- stays. So the table is as small as what runs at the moment, and closing writes no second version of the row.
DELETE FROM "Hold" WHERE "state" <> 'open';
DROP INDEX hold_open;
DROP VIEW IF EXISTS v_holds; -- made anew after the migrations
ALTER TABLE "Hold" DROP CONSTRAINT hold_amounts, DROP COLUMN "state", DROP COLUMN "closedAt";
ALTER TABLE "Hold" ADD CONSTRAINT hold_amounts CHECK (least("allowanceTokens", "walletPicos", "overagePicos", "keyPicos") >= 0);
CREATE INDEX "Hold_expiresAt_clientId_idx" ON "Hold" ("expiresAt", "clientId");
-- Rows come and go: what is gone makes room again soon.
ALTER TABLE "Hold" SET (autovacuum_vacuum_threshold = 10000, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_cost_delay = 0);

-- One hold after the other, for a batch that does not fit as a whole: what fits is taken, the rest is told what it lacks.
CREATE OR REPLACE FUNCTION hold_take_one(h "Hold") RETURNS text LANGUAGE plpgsql AS $$
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
  INSERT INTO "Hold" ("id", "clientId", "usagePeriodId", "walletId", "allowanceTokens", "walletPicos", "overagePicos", "keyId", "keyPicos", "createdAt", "expiresAt", "request")
    VALUES (h."id", h."clientId", h."usagePeriodId", CASE WHEN h."walletPicos" > 0 THEN h."walletId" END, h."allowanceTokens", h."walletPicos", h."overagePicos", h."keyId",
      h."keyPicos", now(), h."expiresAt", h."request");
  RETURN 'taken';
END $$;

-- Takes holds for which there is room, as their locked wallets, periods and keys have said.
CREATE OR REPLACE FUNCTION hold_take_all(asked "Hold"[]) RETURNS void LANGUAGE plpgsql AS $$
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
  INSERT INTO "Hold" ("id", "clientId", "usagePeriodId", "walletId", "allowanceTokens", "walletPicos", "overagePicos", "keyId", "keyPicos", "createdAt", "expiresAt", "request")
    SELECT h."id", h."clientId", h."usagePeriodId", CASE WHEN h."walletPicos" > 0 THEN h."walletId" END, h."allowanceTokens", h."walletPicos", h."overagePicos", h."keyId", h."keyPicos",
      now(), h."expiresAt", h."request" FROM unnest(asked) h;
  IF EXISTS (SELECT 1 FROM unnest(asked) h WHERE h."keyPicos" > 0) THEN
    UPDATE "KeySpend" s SET "heldPicos" = s."heldPicos" + a.picos
      FROM (SELECT h."keyId" AS id, sum(h."keyPicos") AS picos FROM unnest(asked) h WHERE h."keyPicos" > 0 GROUP BY 1) a WHERE s."keyId" = a.id;
  END IF;
END $$;

-- Closes the holds of `closings` (each { event }: the usage row, its id the hold's), then takes those
-- of `askings` (rows of "Hold"; "keyPicos" is the request's worth at list price). In their order: whether each hold was
-- closed now (false where it was closed before, and then nothing is written: settling twice is settling once), and each
-- verdict: 'taken'; 'funds' when period or wallet no longer has what is asked (read again, plan anew); 'day', 'week' or
-- 'month' for the key's cap that would be passed.
-- Everything is guarded after its row is locked; rows are locked in one order everywhere: holds, wallets, periods, keys'
-- spending, roll-ups, each by their keys.
CREATE OR REPLACE FUNCTION hold_run(closings jsonb, askings jsonb, OUT closed boolean[], OUT verdicts text[]) LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
  ids text[] := ARRAY(SELECT i.value->'event'->>'id' FROM jsonb_array_elements(closings) WITH ORDINALITY i ORDER BY i.ordinality);
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
    WITH gone AS (DELETE FROM "Hold" h WHERE h."id" = ANY (ids) RETURNING h AS "row")
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

DROP FUNCTION gateway_pass(text, bigint, text[], text[], bigint[], bigint[], bigint[], text[], text[], bigint[], text[], text[], gateway_closing[], gateway_kind[], gateway_asking[], jsonb[], text, text, bigint, boolean);
DROP TYPE gateway_closing, gateway_kind, gateway_asking, gateway_sums;
-- A kind of closings: what usage rows of one batch mostly have in common, and whose holds they close.
CREATE TYPE gateway_kind AS (
  "clientId" text, "usagePeriodId" text, "walletId" text, "keyId" text, "userId" text, "modelId" text, "modelSlug" text, "upstreamId" text, "modelPriceId" text, "endpoint" text, "source" text, "isStream" boolean,
  "status" text, "httpStatus" int, "errorCode" text, "isEstimated" boolean, "attempts" int, "currency" text
);
-- A kind of holds that are asked for, of keys without spend caps, with what all of them ask.
CREATE TYPE gateway_asking AS (
  "clientId" text, "usagePeriodId" text, "walletId" text, "keyId" text, "allowanceTokens" bigint, "walletPicos" bigint, "overagePicos" bigint
);
-- What closings of one batch come to that fall into one row of a roll-up, and held of the same wallet and period.
CREATE TYPE gateway_sums AS (
  "clientId" text, "hourMs" bigint, "keyId" text, "modelId" text, "currency" text, "usagePeriodId" text, "walletId" text, "heldTokens" bigint, "heldPicos" bigint, "heldOverage" bigint, "heldKey" bigint,
  "allowanceTokens" bigint, "walletPicos" bigint, "overagePicos" bigint, "requests" bigint, "errors" bigint, "inputTokens" bigint, "outputTokens" bigint, "costPicos" bigint, "latencyMs" bigint
);

-- The common case of gateway_run. Limits first, as limits_apply takes them but in sums: `costs` is what all that is asked takes of each
-- cell, `levels` each cell's level before. Then holds are closed and taken as hold_run does, which says what those get that found too
-- little money. The gateway adds up what it asks: `sums` is what the closings come to. Each closing is checked against its hold, so
-- that a sum is wrong only where nothing is done.
-- Nothing at all is written, and gateway_run or hold_run is the way, where a cell is full (the error is GP001: there it goes group by
-- group) or a hold to be closed is not there as the gateway says (GP002). Rows are locked in the same order as there: limits, holds,
-- wallets, periods, keys' spending, roll-ups, each by their keys; `ids` are sorted.
-- `closings` has fifteen numbers for each of `ids`: its kind's place; input, cached and output tokens; cost; tokens and picos taken of
-- allowance, wallet and overage; milliseconds it took, and until the first token (or -1); when it came, in milliseconds; what the hold
-- has of allowance, wallet, overage and the key's caps. `askings` has six for each of `asked`: its kind's place; what it asks of
-- allowance, wallet and overage; when it came and when it expires, in milliseconds.
-- `asking_wallet` and `asking_client` are the one wallet, with its client, that all the money asked for is to come from, or null.
CREATE FUNCTION gateway_pass(
  holder_id text, lease_us bigint, cells text[], kinds text[], sizes bigint[], periods bigint[], returned bigint[], returned_from text[], renewed text[], costs bigint[],
  ids text[], closings bigint[], closing_kinds gateway_kind[], sums gateway_sums[],
  asked text[], askings bigint[], asking_kinds gateway_asking[], requests jsonb[], asking_wallet text, asking_client text, asked_of_wallets bigint, asks_plans boolean,
  OUT now_us bigint, OUT levels bigint[], OUT verdicts text[] -- null where all were taken
) LANGUAGE plpgsql SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$ -- by their indices, so in their order
#variable_conflict use_column
DECLARE
  expires timestamptz := clock_timestamp() + interval '2 days'; -- no limit looks further back
  leased timestamptz := clock_timestamp() + lease_us * interval '1 microsecond';
  made int;
  used bigint; -- of slots
  is_full boolean;
  closed_count int;
  one gateway_sums; -- the only one of `sums`
  is_one boolean := cardinality(sums) = 1;
  held_of_wallets bigint := 0;
  taken_of_wallets bigint := 0;
  held_wallet text;
  held_plans boolean := false; -- something of an allowance, or overage
  today date := (clock_timestamp() AT TIME ZONE 'UTC')::date;
  week date;
  month date;
  is_booked boolean := true;
  is_there boolean := false;
  is_tight boolean := false;
BEGIN
  IF cardinality(cells) > 0 THEN
    now_us := (extract(epoch FROM clock_timestamp()) * 1000000)::bigint;
    -- Cells are updated in order, so two processes never wait for each other. One that waited meets a later time in the row, and lets none
    -- of it pass twice. Slots' cells are written for their lock alone.
    WITH filled AS (
      UPDATE "LimitCell" l SET "at" = CASE w.kind WHEN 'rate' THEN greatest(l."at", now_us) WHEN 'window' THEN greatest(l."at", now_us - now_us % w.per) ELSE 0 END,
        "level" = CASE w.kind WHEN 'rate' THEN greatest(0, l."level" - w.size * least(greatest(now_us - l."at", 0), l."level" / w.size + 1) - w.back * w.per) + w.cost * w.per
          WHEN 'window' THEN CASE WHEN l."at" < now_us - now_us % w.per THEN 0 WHEN w.back > 0 AND w.giver = l."at"::text THEN greatest(0, l."level" - w.back) ELSE l."level" END + w.cost
            ELSE 0 END, "expiresAt" = expires
        FROM unnest(cells, kinds, sizes, periods, returned, returned_from, costs) WITH ORDINALITY AS w(k, kind, size, per, back, giver, cost, n) WHERE l."key" = w.k
        RETURNING w.n, l."level" - CASE w.kind WHEN 'rate' THEN w.cost * w.per WHEN 'window' THEN w.cost ELSE 0 END AS level,
          w.cost > 0 AND (l."level" - 1) / CASE w.kind WHEN 'rate' THEN w.per ELSE 1 END >= w.size AND w.kind <> 'slots' AS is_full
    )
    SELECT array_agg(f.level ORDER BY f.n), bool_or(f.is_full) INTO levels, is_full FROM filled f;
    IF levels IS NULL OR cardinality(levels) < cardinality(cells) THEN -- what is new; who finds that another made it meanwhile takes the long way
      INSERT INTO "LimitCell" ("key", "level", "at", "expiresAt")
        SELECT w.k, CASE w.kind WHEN 'rate' THEN w.cost * w.per WHEN 'window' THEN w.cost ELSE 0 END, CASE w.kind WHEN 'rate' THEN now_us WHEN 'window' THEN now_us - now_us % w.per ELSE 0 END, expires
          FROM unnest(cells, kinds, periods, costs) WITH ORDINALITY AS w(k, kind, per, cost, n)
         WHERE NOT EXISTS (SELECT 1 FROM "LimitCell" l WHERE l."key" = w.k AND l.xmin = pg_current_xact_id()::xid) ORDER BY w.n ON CONFLICT DO NOTHING;
      GET DIAGNOSTICS made = ROW_COUNT;
      SELECT array_agg(l."level" - CASE w.kind WHEN 'rate' THEN w.cost * w.per WHEN 'window' THEN w.cost ELSE 0 END ORDER BY w.n), made + coalesce(cardinality(levels), 0) < cardinality(cells)
          OR coalesce(bool_or(w.cost > 0 AND (l."level" - 1) / CASE w.kind WHEN 'rate' THEN w.per ELSE 1 END >= w.size AND w.kind <> 'slots'), false)
        INTO levels, is_full FROM unnest(cells, kinds, sizes, periods, costs) WITH ORDINALITY AS w(k, kind, size, per, cost, n) JOIN "LimitCell" l ON l."key" = w.k;
    END IF;
    FOR i IN 1 .. cardinality(cells) LOOP
      CONTINUE WHEN kinds[i] <> 'slots';
      IF returned[i] > 0 AND returned_from[i] <> holder_id THEN
        UPDATE "LimitSlots" s SET "used" = greatest(0, s."used" - returned[i]) WHERE s."key" = cells[i] AND s."holder" = returned_from[i];
      END IF;
      IF costs[i] > 0 THEN
        UPDATE "LimitSlots" s SET "used" = CASE returned_from[i] WHEN holder_id THEN greatest(0, s."used" - returned[i]) ELSE s."used" END + costs[i], "expiresAt" = leased
          WHERE s."key" = cells[i] AND s."holder" = holder_id;
        IF NOT FOUND THEN
          INSERT INTO "LimitSlots" ("key", "holder", "used", "expiresAt") VALUES (cells[i], holder_id, costs[i], leased);
        END IF;
      ELSIF returned_from[i] = holder_id THEN
        UPDATE "LimitSlots" s SET "used" = greatest(0, s."used" - returned[i]) WHERE s."key" = cells[i] AND s."holder" = holder_id;
      END IF;
      SELECT coalesce(sum(s."used"), 0) INTO used FROM "LimitSlots" s WHERE s."key" = cells[i] AND (s."holder" = holder_id OR s."expiresAt" > clock_timestamp());
      levels[i] := used - costs[i];
      is_full := is_full OR costs[i] > 0 AND used > sizes[i];
    END LOOP;
    IF is_full THEN
      RAISE EXCEPTION 'a limit is full' USING ERRCODE = 'GP001';
    END IF;
    IF cardinality(renewed) > 0 THEN
      UPDATE "LimitSlots" s SET "expiresAt" = leased WHERE s."key" || ' ' || s."holder" = ANY (renewed);
    END IF;
  END IF;

  IF cardinality(ids) > 0 THEN
    WITH gone AS (
      DELETE FROM "Hold" h WHERE h."id" = ANY (ids) -- no join: of a table that was empty a moment ago the planner would read the whole index
        RETURNING array_position(ids, h."id") * 15 - 14 AS n, h."id", h."clientId", h."usagePeriodId", h."walletId", h."allowanceTokens", h."walletPicos", h."overagePicos", h."keyPicos"
    )
    INSERT INTO "UsageEvent" ("id", "clientId", "keyId", "userId", "modelId", "modelSlug", "upstreamId", "modelPriceId", "usagePeriodId", "endpoint", "source", "isStream", "status", "httpStatus",
        "errorCode", "isEstimated", "inputTokens", "cachedTokens", "outputTokens", "currency", "costPicos", "allowanceTokens", "walletPicos", "overagePicos", "latencyMs", "firstTokenMs", "attempts", "createdAt")
      SELECT g."id", g."clientId", k."keyId", k."userId", k."modelId", k."modelSlug", k."upstreamId", k."modelPriceId", g."usagePeriodId", k."endpoint", k."source", k."isStream", k."status", k."httpStatus",
        k."errorCode", k."isEstimated", closings[g.n + 1], closings[g.n + 2], closings[g.n + 3], k."currency", closings[g.n + 4], closings[g.n + 5], closings[g.n + 6], closings[g.n + 7], closings[g.n + 8],
        nullif(closings[g.n + 9], -1), k."attempts", timestamptz 'epoch' + closings[g.n + 10] * interval '1 millisecond'
        FROM gone g JOIN unnest(closing_kinds) WITH ORDINALITY k ON k.ordinality = closings[g.n]
       WHERE g."clientId" = k."clientId" AND g."usagePeriodId" IS NOT DISTINCT FROM k."usagePeriodId" AND g."walletId" IS NOT DISTINCT FROM k."walletId"
         AND g."allowanceTokens" = closings[g.n + 11] AND g."walletPicos" = closings[g.n + 12] AND g."overagePicos" = closings[g.n + 13] AND g."keyPicos" = closings[g.n + 14]
         AND closings[g.n + 5] <= closings[g.n + 11] AND closings[g.n + 6] <= closings[g.n + 12] AND closings[g.n + 7] <= closings[g.n + 13];
    GET DIAGNOSTICS closed_count = ROW_COUNT;
    IF closed_count < cardinality(ids) THEN
      RAISE EXCEPTION 'a hold is not as the gateway knows it' USING ERRCODE = 'GP002';
    END IF;
    one := sums[1];
    IF is_one THEN
      held_of_wallets := one."heldPicos";
      taken_of_wallets := one."walletPicos";
      held_wallet := one."walletId";
      held_plans := one."heldTokens" > 0 OR one."heldOverage" > 0;
    ELSE
      SELECT sum(s."heldPicos"), sum(s."walletPicos"), CASE WHEN min(s."walletId") = max(s."walletId") THEN min(s."walletId") END, bool_or(s."heldTokens" > 0 OR s."heldOverage" > 0)
        INTO held_of_wallets, taken_of_wallets, held_wallet, held_plans FROM unnest(sums) s;
    END IF;
  END IF;

  -- One wallet, as it mostly is: asked and changed at once.
  IF NOT (asks_plans OR held_plans) AND (held_of_wallets = 0 OR held_wallet IS NOT NULL AND (asking_wallet IS NULL OR asking_wallet = held_wallet)) AND (asked_of_wallets = 0 OR asking_wallet IS NOT NULL) THEN
    IF held_of_wallets > 0 OR asking_wallet IS NOT NULL THEN
      UPDATE "Wallet" w SET "heldPicos" = w."heldPicos" - held_of_wallets + asked_of_wallets, "balancePicos" = w."balancePicos" - taken_of_wallets, "updatedAt" = now()
       WHERE w."id" = coalesce(held_wallet, asking_wallet)
         AND (asked_of_wallets = 0 OR w."clientId" = asking_client AND w."balancePicos" - taken_of_wallets - w."heldPicos" + held_of_wallets >= asked_of_wallets);
      is_booked := FOUND;
    END IF;
  ELSE
    is_booked := false;
  END IF;
  IF NOT is_booked THEN
    PERFORM 1 FROM "Wallet" WHERE "id" = ANY (ARRAY(SELECT s."walletId" FROM unnest(sums) s WHERE s."heldPicos" > 0) || ARRAY(SELECT a."walletId" FROM unnest(asking_kinds) a WHERE a."walletPicos" > 0))
      ORDER BY "id" FOR NO KEY UPDATE;
    PERFORM 1 FROM "UsagePeriod" WHERE "id" = ANY (ARRAY(SELECT s."usagePeriodId" FROM unnest(sums) s WHERE s."heldTokens" > 0 OR s."heldOverage" > 0)
      || ARRAY(SELECT a."usagePeriodId" FROM unnest(asking_kinds) a WHERE a."allowanceTokens" > 0 OR a."overagePicos" > 0)) ORDER BY "id" FOR NO KEY UPDATE;
    UPDATE "Wallet" w SET "heldPicos" = w."heldPicos" - a.held, "balancePicos" = w."balancePicos" - a.taken, "updatedAt" = now()
      FROM (SELECT s."walletId" AS id, sum(s."heldPicos") AS held, sum(s."walletPicos") AS taken FROM unnest(sums) s WHERE s."heldPicos" > 0 GROUP BY 1) a WHERE w."id" = a.id;
    IF held_plans THEN
      UPDATE "UsagePeriod" p SET "heldTokens" = p."heldTokens" - a.tokens, "usedTokens" = p."usedTokens" + a.used, "heldOveragePicos" = p."heldOveragePicos" - a.held, "overagePicos" = p."overagePicos" + a.taken
        FROM (SELECT s."usagePeriodId" AS id, sum(s."heldTokens") AS tokens, sum(s."allowanceTokens") AS used, sum(s."heldOverage") AS held, sum(s."overagePicos") AS taken
                FROM unnest(sums) s WHERE s."heldTokens" > 0 OR s."heldOverage" > 0 GROUP BY 1) a
       WHERE p."id" = a.id;
    END IF;
    IF cardinality(asked) > 0 THEN
      is_tight := EXISTS (SELECT 1 FROM (SELECT a."walletId" AS id, a."clientId" AS client, sum(a."walletPicos") AS picos FROM unnest(asking_kinds) a WHERE a."walletPicos" > 0 GROUP BY 1, 2) a
          LEFT JOIN "Wallet" w ON w."id" = a.id AND w."clientId" = a.client WHERE w."balancePicos" - w."heldPicos" >= a.picos IS NOT TRUE)
        OR asks_plans AND EXISTS (SELECT 1 FROM (SELECT a."usagePeriodId" AS id, a."clientId" AS client, sum(a."allowanceTokens") AS tokens, sum(a."overagePicos") AS picos FROM unnest(asking_kinds) a
            WHERE a."allowanceTokens" > 0 OR a."overagePicos" > 0 GROUP BY 1, 2) a
          LEFT JOIN "UsagePeriod" p ON p."id" = a.id AND p."clientId" = a.client
         WHERE (p."usedTokens" + p."heldTokens" + a.tokens <= p."includedTokens" AND p."overagePicos" + p."heldOveragePicos" + a.picos <= p."spendLimitPicos") IS NOT TRUE);
      IF NOT is_tight THEN
        UPDATE "Wallet" w SET "heldPicos" = w."heldPicos" + a.picos, "updatedAt" = now()
          FROM (SELECT a."walletId" AS id, sum(a."walletPicos") AS picos FROM unnest(asking_kinds) a WHERE a."walletPicos" > 0 GROUP BY 1) a WHERE w."id" = a.id;
        UPDATE "UsagePeriod" p SET "heldTokens" = p."heldTokens" + a.tokens, "heldOveragePicos" = p."heldOveragePicos" + a.picos
          FROM (SELECT a."usagePeriodId" AS id, sum(a."allowanceTokens") AS tokens, sum(a."overagePicos") AS picos FROM unnest(asking_kinds) a WHERE a."allowanceTokens" > 0 OR a."overagePicos" > 0 GROUP BY 1) a
         WHERE asks_plans AND p."id" = a.id;
      END IF;
    END IF;
  END IF;

  IF cardinality(sums) > 0 THEN
    week := today - (today - date '0001-01-01') % 7; -- its Monday
    month := today - date_part('day', today)::int + 1;
    IF is_one AND one."keyId" IS NOT NULL THEN
      UPDATE "KeySpend" s SET "heldPicos" = s."heldPicos" - one."heldKey",
          "dayPicos" = one."costPicos" + CASE WHEN s."dayStart" >= today THEN s."dayPicos" ELSE 0 END, "dayStart" = greatest(s."dayStart", today),
          "weekPicos" = one."costPicos" + CASE WHEN s."weekStart" >= week THEN s."weekPicos" ELSE 0 END, "weekStart" = greatest(s."weekStart", week),
          "monthPicos" = one."costPicos" + CASE WHEN s."monthStart" >= month THEN s."monthPicos" ELSE 0 END, "monthStart" = greatest(s."monthStart", month)
       WHERE s."keyId" = one."keyId" AND s."clientId" = one."clientId";
      is_there := FOUND;
    END IF;
    IF NOT is_there THEN
      INSERT INTO "KeySpend" AS s ("keyId", "clientId", "dayStart", "dayPicos", "weekStart", "weekPicos", "monthStart", "monthPicos")
        SELECT e."keyId", e."clientId", today, sum(e."costPicos"), week, sum(e."costPicos"), month, sum(e."costPicos") FROM unnest(sums) e WHERE e."keyId" IS NOT NULL GROUP BY 1, 2 ORDER BY 1
        ON CONFLICT ("keyId") DO UPDATE SET "clientId" = EXCLUDED."clientId", -- its key's, or the foreign key refuses it, and with it the usage rows
          "dayPicos" = EXCLUDED."dayPicos" + CASE WHEN s."dayStart" >= EXCLUDED."dayStart" THEN s."dayPicos" ELSE 0 END, "dayStart" = greatest(s."dayStart", EXCLUDED."dayStart"),
          "weekPicos" = EXCLUDED."weekPicos" + CASE WHEN s."weekStart" >= EXCLUDED."weekStart" THEN s."weekPicos" ELSE 0 END, "weekStart" = greatest(s."weekStart", EXCLUDED."weekStart"),
          "monthPicos" = EXCLUDED."monthPicos" + CASE WHEN s."monthStart" >= EXCLUDED."monthStart" THEN s."monthPicos" ELSE 0 END, "monthStart" = greatest(s."monthStart", EXCLUDED."monthStart");
      UPDATE "KeySpend" s SET "heldPicos" = s."heldPicos" - a.picos
        FROM (SELECT e."keyId" AS id, sum(e."heldKey") AS picos FROM unnest(sums) e WHERE e."heldKey" > 0 GROUP BY 1) a WHERE s."keyId" = a.id;
    END IF;
    is_there := false;
    IF is_one THEN
      UPDATE "UsageMetrics" m SET "requests" = m."requests" + one."requests", "errors" = m."errors" + one."errors", "inputTokens" = m."inputTokens" + one."inputTokens",
          "outputTokens" = m."outputTokens" + one."outputTokens", "costPicos" = m."costPicos" + one."costPicos", "billedPicos" = m."billedPicos" + one."walletPicos" + one."overagePicos",
          "latencyMsSum" = m."latencyMsSum" + one."latencyMs"
       WHERE m."clientId" = one."clientId" AND m."hour" = timestamptz 'epoch' + one."hourMs" * interval '1 millisecond' AND m."keyId" = coalesce(one."keyId", '') AND m."modelId" = one."modelId";
      is_there := FOUND;
    END IF;
    IF NOT is_there THEN
      INSERT INTO "UsageMetrics" AS m ("clientId", "hour", "keyId", "modelId", "currency", "requests", "errors", "inputTokens", "outputTokens", "costPicos", "billedPicos", "latencyMsSum")
        SELECT s."clientId", timestamptz 'epoch' + s."hourMs" * interval '1 millisecond', coalesce(s."keyId", ''), s."modelId", s."currency", sum(s."requests"), sum(s."errors"), sum(s."inputTokens"), sum(s."outputTokens"), sum(s."costPicos"),
          sum(s."walletPicos" + s."overagePicos"), sum(s."latencyMs") FROM unnest(sums) s GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4
        ON CONFLICT ("clientId", "hour", "keyId", "modelId") DO UPDATE SET
          "requests" = m."requests" + EXCLUDED."requests", "errors" = m."errors" + EXCLUDED."errors", "inputTokens" = m."inputTokens" + EXCLUDED."inputTokens",
          "outputTokens" = m."outputTokens" + EXCLUDED."outputTokens", "costPicos" = m."costPicos" + EXCLUDED."costPicos",
          "billedPicos" = m."billedPicos" + EXCLUDED."billedPicos", "latencyMsSum" = m."latencyMsSum" + EXCLUDED."latencyMsSum";
    END IF;
  END IF;

  IF is_tight THEN -- one after the other: what fits is taken, the rest is told what it lacks
    SELECT r.verdicts INTO verdicts FROM hold_run('[]', (SELECT jsonb_agg(jsonb_build_object('id', a.id, 'clientId', k."clientId", 'usagePeriodId', k."usagePeriodId", 'walletId', k."walletId",
        'allowanceTokens', askings[a.n * 6 - 4], 'walletPicos', askings[a.n * 6 - 3], 'overagePicos', askings[a.n * 6 - 2], 'keyId', k."keyId", 'keyPicos', 0,
        'expiresAt', timestamptz 'epoch' + askings[a.n * 6] * interval '1 millisecond',
        'request', requests[k.ordinality] || jsonb_build_object('createdAt', timestamptz 'epoch' + askings[a.n * 6 - 1] * interval '1 millisecond')) ORDER BY a.n)
      FROM unnest(asked) WITH ORDINALITY a(id, n) JOIN unnest(asking_kinds) WITH ORDINALITY k ON k.ordinality = askings[a.n * 6 - 5])) r;
  ELSIF cardinality(asked) > 0 THEN
    INSERT INTO "Hold" ("id", "clientId", "usagePeriodId", "walletId", "allowanceTokens", "walletPicos", "overagePicos", "keyId", "keyPicos", "createdAt", "expiresAt", "request")
      SELECT a.id, k."clientId", k."usagePeriodId", CASE WHEN askings[a.n * 6 - 3] > 0 THEN k."walletId" END, askings[a.n * 6 - 4], askings[a.n * 6 - 3], askings[a.n * 6 - 2], k."keyId", 0,
        timestamptz 'epoch' + askings[a.n * 6 - 1] * interval '1 millisecond', timestamptz 'epoch' + askings[a.n * 6] * interval '1 millisecond', requests[k.ordinality]
        FROM unnest(asked) WITH ORDINALITY a(id, n) JOIN unnest(asking_kinds) WITH ORDINALITY k ON k.ordinality = askings[a.n * 6 - 5];
  END IF;
END $$;
