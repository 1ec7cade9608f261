-- Limits are taken in the statement that takes the hold, and go back in the one that settles.

-- Read by their keys alone and swept seldom; without these indexes a new level replaces the old one on its page.
DROP INDEX "LimitCell_expiresAt_idx";
DROP INDEX "LimitSlots_expiresAt_idx";

-- Carries out one batch of a process: first gives back, then takes group by group, each group whole or not at all.
-- `cells` are the distinct cells, sorted, each with what it is (`rate`, `window`, `slots`), its size and its period in
-- microseconds; `rules` point into them by number, `groups` say where each group of rules ends.
-- The level of a rate is its debt in units × period and drains by size a microsecond, so that all of it is whole numbers:
-- in any interval of length t at most size × (1 + t / period) units pass. A window counts up to its size and starts
-- again with the UTC hour or day. Slots are what processes hold of a size; a process that no longer renews holds nothing.
CREATE FUNCTION limits_apply(
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
      WHEN 'window' THEN CASE WHEN l."at" = now_us - now_us % a.per THEN l."level" ELSE 0 END
      ELSE coalesce((SELECT sum(s."used") FROM "LimitSlots" s WHERE s."key" = a.k AND (s."holder" = holder_id OR s."expiresAt" > to_timestamp(now_us / 1000000.0))), 0)
    END ORDER BY a.n)
    INTO filled
    FROM unnest(cells, kinds, sizes, periods, returned) WITH ORDINALITY AS a(k, kind, size, per, back, n) JOIN "LimitCell" l ON l."key" = a.k;
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

-- The same alone. What is lost when the server dies is the last half second: these rows need not wait for the disk.
CREATE OR REPLACE FUNCTION limits_run(
  holder_id text, lease_us bigint, cells text[], kinds text[], sizes bigint[], periods bigint[], returned bigint[], returned_from text[],
  renewed text[], rules int[], costs bigint[], groups int[],
  OUT now_us bigint, OUT fits boolean[], OUT levels bigint[]
) LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('synchronous_commit', 'off', true);
  SELECT a.now_us, a.fits, a.levels INTO now_us, fits, levels
    FROM limits_apply(holder_id, lease_us, cells, kinds, sizes, periods, returned, returned_from, renewed, rules, costs, groups) a;
END $$;

-- One moment of a gateway: limits first, then holds are closed, then taken. `asking_groups` says which group of limits each of
-- `askings` depends on (0: none); where that was refused there is no verdict, since nothing was asked for.
CREATE FUNCTION gateway_run(
  holder_id text, lease_us bigint, cells text[], kinds text[], sizes bigint[], periods bigint[], returned bigint[], returned_from text[],
  renewed text[], rules int[], costs bigint[], groups int[],
  closings jsonb, askings jsonb, asking_groups int[],
  OUT now_us bigint, OUT fits boolean[], OUT levels bigint[], OUT closed boolean[], OUT verdicts text[]
) LANGUAGE plpgsql AS $$
DECLARE
  refused int[];
BEGIN
  SELECT a.now_us, a.fits, a.levels INTO now_us, fits, levels
    FROM limits_apply(holder_id, lease_us, cells, kinds, sizes, periods, returned, returned_from, renewed, rules, costs, groups) a;
  IF false = ANY (fits) THEN
    refused := ARRAY(SELECT g.n FROM unnest(groups) WITH ORDINALITY AS g(last, n) WHERE false = ANY (fits[coalesce(groups[g.n - 1], 0) + 1 : g.last]));
    askings := (SELECT coalesce(jsonb_agg(i.value ORDER BY i.ordinality), '[]') FROM jsonb_array_elements(askings) WITH ORDINALITY i WHERE asking_groups[i.ordinality] <> ALL (refused));
  END IF;
  SELECT r.closed, r.verdicts INTO closed, verdicts FROM hold_run(closings, askings) r;
END $$;
