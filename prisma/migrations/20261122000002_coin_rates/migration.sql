CREATE TABLE "CoinRate" (
    "id" TEXT NOT NULL,
    "asset" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "isStatic" BOOLEAN NOT NULL DEFAULT false,
    "state" TEXT NOT NULL,
    "problem" TEXT,
    "rate" TEXT,
    "last" TEXT,
    "sources" JSONB NOT NULL DEFAULT '[]',
    "spreadBps" INTEGER NOT NULL DEFAULT 0,
    "observedAt" TIMESTAMPTZ(3) NOT NULL,
    "validUntil" TIMESTAMPTZ(3),
    "setById" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "CoinRate_pkey" PRIMARY KEY ("id"),
    CONSTRAINT coin_rate_asset CHECK ("asset" IN ('BTC', 'ETH', 'USDT')),
    CONSTRAINT coin_rate_state CHECK (("state" = 'accepted' AND "rate" IS NOT NULL AND "problem" IS NULL) OR ("state" = 'refused' AND "problem" IN ('deviation', 'jump'))),
    CONSTRAINT coin_rate_is_decimal CHECK ("rate" IS NULL OR ("rate" ~ '^\d{1,15}(\.\d{1,12})?$' AND "rate" ~ '[1-9]')),
    CONSTRAINT coin_rate_static CHECK ("isStatic" = ("validUntil" IS NOT NULL) AND ("validUntil" IS NULL OR ("validUntil" > "observedAt" AND "validUntil" <= "observedAt" + interval '24 hours')))
);
CREATE INDEX "CoinRate_asset_currency_isStatic_observedAt_idx" ON "CoinRate"("asset", "currency", "isStatic", "observedAt" DESC);
