CREATE TABLE "ChainCursor" (
    "network" TEXT NOT NULL,
    "nextIndex" INTEGER NOT NULL DEFAULT 0,
    "height" INTEGER,
    "hash" TEXT,
    "tipHeight" INTEGER,
    "readAt" TIMESTAMPTZ(3),
    "failure" TEXT,
    "failedAt" TIMESTAMPTZ(3),
    CONSTRAINT "ChainCursor_pkey" PRIMARY KEY ("network"),
    CONSTRAINT chain_cursor_index CHECK ("nextIndex" >= 0),
    CONSTRAINT chain_cursor_place CHECK (("height" IS NULL) = ("hash" IS NULL) AND "height" >= 0)
);
CREATE TABLE "ChainBlock" (
    "network" TEXT NOT NULL,
    "height" INTEGER NOT NULL,
    "hash" TEXT NOT NULL,
    CONSTRAINT "ChainBlock_pkey" PRIMARY KEY ("network", "height")
);
CREATE TABLE "CoinAddress" (
    "id" TEXT NOT NULL,
    "clientId" TEXT NOT NULL,
    "paymentId" TEXT NOT NULL,
    "network" TEXT NOT NULL,
    "asset" TEXT NOT NULL,
    "index" INTEGER NOT NULL,
    "address" TEXT NOT NULL,
    "watchUntil" TIMESTAMPTZ(3) NOT NULL,
    "scannedHeight" INTEGER,
    "scannedAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "CoinAddress_pkey" PRIMARY KEY ("id"),
    CONSTRAINT coin_address_asset CHECK ("asset" IN ('BTC', 'ETH', 'USDT')),
    CONSTRAINT coin_address_index CHECK ("index" >= 0),
    CONSTRAINT coin_address_scan CHECK (("scannedHeight" IS NULL) = ("scannedAt" IS NULL))
);
CREATE UNIQUE INDEX "CoinAddress_clientId_id_key" ON "CoinAddress"("clientId", "id");
CREATE UNIQUE INDEX "CoinAddress_network_index_key" ON "CoinAddress"("network", "index");
CREATE UNIQUE INDEX "CoinAddress_network_address_key" ON "CoinAddress"("network", "address");
CREATE UNIQUE INDEX "CoinAddress_paymentId_network_key" ON "CoinAddress"("paymentId", "network");
CREATE INDEX "CoinAddress_scannedAt_idx" ON "CoinAddress"("scannedAt");
CREATE INDEX coin_address_watched ON "CoinAddress"("network") WHERE "scannedHeight" IS NULL;
ALTER TABLE "CoinAddress" ADD CONSTRAINT "CoinAddress_clientId_paymentId_fkey" FOREIGN KEY ("clientId", "paymentId") REFERENCES "Payment"("clientId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

CREATE TABLE "CoinArrival" (
    "id" TEXT NOT NULL,
    "clientId" TEXT NOT NULL,
    "addressId" TEXT NOT NULL,
    "network" TEXT NOT NULL,
    "asset" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "units" DECIMAL(38, 0) NOT NULL,
    "txHash" TEXT,
    "seenAt" TIMESTAMPTZ(3) NOT NULL,
    "blockHeight" INTEGER,
    "blockHash" TEXT,
    "confirmations" INTEGER NOT NULL DEFAULT 0,
    "isFinal" BOOLEAN NOT NULL DEFAULT false,
    "isReplaceable" BOOLEAN NOT NULL DEFAULT false,
    "goneAt" TIMESTAMPTZ(3),
    "valueMinor" BIGINT,
    "rate" TEXT,
    "bookedAt" TIMESTAMPTZ(3),
    "reversedAt" TIMESTAMPTZ(3),
    CONSTRAINT "CoinArrival_pkey" PRIMARY KEY ("id"),
    CONSTRAINT coin_arrival_asset CHECK ("asset" IN ('BTC', 'ETH', 'USDT')),
    CONSTRAINT coin_arrival_units CHECK ("units" > 0),
    CONSTRAINT coin_arrival_block CHECK (("blockHeight" IS NULL) = ("blockHash" IS NULL)),
    -- Only a block gives confirmations, and what is gone stands in none.
    CONSTRAINT coin_arrival_depth CHECK ("confirmations" >= 0 AND ("blockHeight" IS NOT NULL OR ("confirmations" = 0 AND NOT "isFinal"))),
    CONSTRAINT coin_arrival_gone CHECK ("goneAt" IS NULL OR "blockHeight" IS NULL),
    CONSTRAINT coin_arrival_money CHECK ("valueMinor" >= 0 AND ("bookedAt" IS NULL OR ("valueMinor" IS NOT NULL AND "rate" IS NOT NULL)))
);
CREATE UNIQUE INDEX "CoinArrival_clientId_id_key" ON "CoinArrival"("clientId", "id");
CREATE UNIQUE INDEX "CoinArrival_network_asset_key_key" ON "CoinArrival"("network", "asset", "key");
CREATE INDEX "CoinArrival_addressId_idx" ON "CoinArrival"("addressId");
CREATE INDEX coin_arrival_moving ON "CoinArrival"("network") WHERE NOT "isFinal" AND "goneAt" IS NULL;
CREATE INDEX coin_arrival_block_height ON "CoinArrival"("network", "blockHeight") WHERE "blockHeight" IS NOT NULL;
ALTER TABLE "CoinArrival" ADD CONSTRAINT "CoinArrival_clientId_addressId_fkey" FOREIGN KEY ("clientId", "addressId") REFERENCES "CoinAddress"("clientId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
