-- Twelve digits behind the microsecond: with whole units, limits that do not divide the period would admit one too many.
ALTER TABLE "RateLimitCell" ALTER COLUMN "tat" TYPE numeric(38, 12);

-- GCRA over every rule at once, with a burst of one period's worth: in any interval of length t a rule admits at most
-- limit × (1 + t / period). Either every rule has room and all are charged, or nothing changes.
-- Cells are locked in key order, so two callers never wait for each other. Periods are microseconds.
CREATE FUNCTION rate_limit_take(keys text[], limits bigint[], periods bigint[], costs bigint[])
RETURNS TABLE (rule int, allowed boolean, remaining bigint, reset_us bigint, retry_us bigint) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  now_us numeric;
BEGIN
  INSERT INTO "RateLimitCell" ("key", "tat", "expiresAt")
    SELECT DISTINCT k, 0, clock_timestamp() FROM unnest(keys) AS k ORDER BY k ON CONFLICT DO NOTHING;
  PERFORM 1 FROM "RateLimitCell" c WHERE c."key" = ANY (keys) ORDER BY c."key" FOR UPDATE;
  now_us := extract(epoch FROM clock_timestamp()) * 1000000; -- after the wait for the locks
  RETURN QUERY
  WITH asked AS (
    SELECT a.n::int - 1 AS n, a.k, a.lim, a.per::numeric AS per, greatest(c."tat", now_us) AS base, a.per::numeric(40, 20) / a.lim AS step, a.cost
      FROM unnest(keys, limits, periods, costs) WITH ORDINALITY AS a(k, lim, per, cost, n) JOIN "RateLimitCell" c ON c."key" = a.k
  ), judged AS (
    SELECT n, k, per, step, base, base + cost * trunc(step, 12) AS next, base + cost * trunc(step, 12) - now_us <= per AS fits FROM asked
  ), verdict AS (
    SELECT bool_and(fits) AS all_fit FROM judged
  ), charged AS (
    UPDATE "RateLimitCell" c SET "tat" = j.next, "expiresAt" = to_timestamp(j.next / 1000000) FROM judged j, verdict v
      WHERE v.all_fit AND c."key" = j.k RETURNING 1
  )
  SELECT j.n, j.fits,
    greatest(0, trunc((j.per - (CASE WHEN v.all_fit THEN j.next ELSE j.base END - now_us)) / trunc(j.step, 12)))::bigint,
    ceil(CASE WHEN v.all_fit THEN j.next ELSE j.base END - now_us)::bigint,
    greatest(0, ceil(j.next - now_us - j.per))::bigint
  FROM judged j, verdict v ORDER BY j.n;
END $$;

-- Gives back what was reserved and not used. A cell never falls behind the present, so nothing is gained by it.
CREATE FUNCTION rate_limit_return(keys text[], limits bigint[], periods bigint[], amounts bigint[]) RETURNS void LANGUAGE sql AS $$
  UPDATE "RateLimitCell" c
     SET "tat" = greatest(0, c."tat" - a.amount * trunc(a.per::numeric(40, 20) / a.lim, 12))
    FROM (SELECT * FROM unnest(keys, limits, periods, amounts) AS u(k, lim, per, amount) ORDER BY k) a
   WHERE c."key" = a.k
$$;
