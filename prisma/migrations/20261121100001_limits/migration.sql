-- Limits of keys, plans and single clients beyond the minute, and where they are counted.
ALTER TABLE "APIKey" ADD COLUMN "requestsPerHour" INTEGER, ADD COLUMN "requestsPerDay" INTEGER, ADD COLUMN "concurrentRequests" INTEGER;
ALTER TABLE "APIKey" ADD CONSTRAINT api_key_window_limits CHECK ("requestsPerHour" > 0 AND "requestsPerDay" > 0 AND "concurrentRequests" > 0);

ALTER TABLE "PlanVersion" ADD COLUMN "concurrentRequests" INTEGER, ADD COLUMN "keyRequestsPerHour" INTEGER,
  ADD COLUMN "keyRequestsPerDay" INTEGER, ADD COLUMN "keyConcurrentRequests" INTEGER;
ALTER TABLE "PlanVersion" ADD CONSTRAINT plan_version_window_limits CHECK (
  "requestsPerHour" > 0 AND "requestsPerDay" > 0 AND "concurrentRequests" > 0
  AND "keyRequestsPerHour" > 0 AND "keyRequestsPerDay" > 0 AND "keyConcurrentRequests" > 0);

-- CreateTable
CREATE TABLE "ClientLimits" (
    "clientId" TEXT NOT NULL,
    "requestsPerMinute" INTEGER,
    "requestsPerHour" INTEGER,
    "requestsPerDay" INTEGER,
    "tokensPerMinute" INTEGER,
    "concurrentRequests" INTEGER,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ClientLimits_pkey" PRIMARY KEY ("clientId")
);
ALTER TABLE "ClientLimits" ADD CONSTRAINT "ClientLimits_clientId_fkey" FOREIGN KEY ("clientId") REFERENCES "Client"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "ClientLimits" ADD CONSTRAINT client_limits_size CHECK (
  "requestsPerMinute" > 0 AND "requestsPerHour" > 0 AND "requestsPerDay" > 0 AND "tokensPerMinute" > 0 AND "concurrentRequests" > 0);

-- CreateTable
CREATE TABLE "LimitCell" (
    "key" TEXT NOT NULL,
    "level" BIGINT NOT NULL,
    "at" BIGINT NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "LimitCell_pkey" PRIMARY KEY ("key")
);
CREATE INDEX "LimitCell_expiresAt_idx" ON "LimitCell"("expiresAt");
-- Room on each page for the next version of a row: cells are written all the time.
ALTER TABLE "LimitCell" SET (fillfactor = 50);

-- CreateTable
CREATE TABLE "LimitSlots" (
    "key" TEXT NOT NULL,
    "holder" TEXT NOT NULL,
    "used" INTEGER NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "LimitSlots_pkey" PRIMARY KEY ("key", "holder")
);
CREATE INDEX "LimitSlots_expiresAt_idx" ON "LimitSlots"("expiresAt");
ALTER TABLE "LimitSlots" SET (fillfactor = 50);

-- Carries out one batch of a process: first gives back, then takes group by group, each group whole or not at all.
-- `cells` are the distinct cells, sorted, each with what it is (`rate`, `window`, `slots`), its size and its period in
-- microseconds; `rules` point into them by number, `groups` say where each group of rules ends.
-- The level of a rate is its debt in units × period and drains by size a microsecond, so that all of it is whole numbers:
-- in any interval of length t at most size × (1 + t / period) units pass. A window counts up to its size and starts
-- again with the UTC hour or day. Slots are what processes hold of a size; a process that no longer renews holds nothing.
-- What is lost when the server dies is the last half second: these rows need not wait for the disk.
CREATE FUNCTION limits_run(
  holder_id text, lease_us bigint, cells text[], kinds text[], sizes bigint[], periods bigint[], returned bigint[], returned_from text[],
  renewed text[], rules int[], costs bigint[], groups int[],
  OUT now_us bigint, OUT fits boolean[], OUT levels bigint[]
) LANGUAGE plpgsql AS $$
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
BEGIN
  PERFORM set_config('synchronous_commit', 'off', true);
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
      WHEN 'window' THEN CASE WHEN l."at" = now_us - now_us % a.per THEN l."level" ELSE 0 END
      ELSE coalesce((SELECT sum(s."used") FROM "LimitSlots" s WHERE s."key" = a.k AND (s."holder" = holder_id OR s."expiresAt" > to_timestamp(now_us / 1000000.0))), 0)
    END ORDER BY a.n)
    INTO filled
    FROM unnest(cells, kinds, sizes, periods, returned) WITH ORDINALITY AS a(k, kind, size, per, back, n) JOIN "LimitCell" l ON l."key" = a.k;
  before := filled;

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
