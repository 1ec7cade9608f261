-- What a key may spend in a UTC day, ISO week and month, and what it has spent: at list price, whoever pays for it (the
-- plan, the wallet or overage), so that a leaked key cannot eat up the plan either.
ALTER TABLE "APIKey" ADD COLUMN "spendCapDayMicros" BIGINT, ADD COLUMN "spendCapWeekMicros" BIGINT, ADD COLUMN "spendCapMonthMicros" BIGINT;
ALTER TABLE "APIKey" ADD CONSTRAINT api_key_spend_caps CHECK ("spendCapDayMicros" >= 0 AND "spendCapWeekMicros" >= 0 AND "spendCapMonthMicros" >= 0);

CREATE TABLE "KeySpend" (
    "keyId" TEXT NOT NULL,
    "clientId" TEXT NOT NULL,
    "dayStart" DATE NOT NULL,
    "dayPicos" BIGINT NOT NULL DEFAULT 0,
    "weekStart" DATE NOT NULL,
    "weekPicos" BIGINT NOT NULL DEFAULT 0,
    "monthStart" DATE NOT NULL,
    "monthPicos" BIGINT NOT NULL DEFAULT 0,
    "heldPicos" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "KeySpend_pkey" PRIMARY KEY ("keyId")
);
CREATE UNIQUE INDEX "KeySpend_clientId_keyId_key" ON "KeySpend"("clientId", "keyId");
ALTER TABLE "KeySpend" ADD CONSTRAINT "KeySpend_clientId_keyId_fkey" FOREIGN KEY ("clientId", "keyId") REFERENCES "APIKey"("clientId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "KeySpend" ADD CONSTRAINT key_spend_amounts CHECK ("dayPicos" >= 0 AND "weekPicos" >= 0 AND "monthPicos" >= 0 AND "heldPicos" >= 0);

-- What a request holds of its key's caps; 0 where the key had none when it began.
ALTER TABLE "Hold" ADD COLUMN "keyId" TEXT, ADD COLUMN "keyPicos" BIGINT NOT NULL DEFAULT 0;
ALTER TABLE "Hold" ADD CONSTRAINT hold_key_amount CHECK ("keyPicos" >= 0);

-- What was spent before there were caps counts from the start.
INSERT INTO "KeySpend" ("keyId", "clientId", "dayStart", "dayPicos", "weekStart", "weekPicos", "monthStart", "monthPicos")
SELECT m."keyId", m."clientId", w.day, coalesce(sum(m."costPicos") FILTER (WHERE m."hour" >= w.day::timestamp AT TIME ZONE 'UTC'), 0),
  w.week, coalesce(sum(m."costPicos") FILTER (WHERE m."hour" >= w.week::timestamp AT TIME ZONE 'UTC'), 0),
  w.month, coalesce(sum(m."costPicos") FILTER (WHERE m."hour" >= w.month::timestamp AT TIME ZONE 'UTC'), 0)
FROM "UsageMetrics" m
CROSS JOIN (SELECT date_trunc('day', now() AT TIME ZONE 'UTC')::date AS day, date_trunc('week', now() AT TIME ZONE 'UTC')::date AS week,
  date_trunc('month', now() AT TIME ZONE 'UTC')::date AS month) w
WHERE m."keyId" <> '' AND m."hour" >= least(w.week, w.month)::timestamp AT TIME ZONE 'UTC'
GROUP BY m."keyId", m."clientId", w.day, w.week, w.month;
