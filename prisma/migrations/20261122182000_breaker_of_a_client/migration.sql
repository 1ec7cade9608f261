-- A server that fails at one client's requests is cut off for that client; for all where it cannot be reached, or fails several clients.
ALTER TABLE "UpstreamBreaker" ADD COLUMN "origins" TEXT[] NOT NULL DEFAULT '{}';

CREATE TABLE "UpstreamClientBreaker" (
  "upstreamId" TEXT NOT NULL,
  "clientId" TEXT NOT NULL,
  "failures" INTEGER NOT NULL DEFAULT 0,
  "openings" INTEGER NOT NULL DEFAULT 0,
  "openUntil" TIMESTAMPTZ(3),
  "reason" TEXT,
  "probeUntil" TIMESTAMPTZ(3),
  "updatedAt" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "UpstreamClientBreaker_pkey" PRIMARY KEY ("upstreamId", "clientId"),
  CONSTRAINT "UpstreamClientBreaker_upstreamId_fkey" FOREIGN KEY ("upstreamId") REFERENCES "Upstream"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "UpstreamClientBreaker_reason_check" CHECK ("reason" IN ('failing', 'unauthorized', 'busy')),
  CONSTRAINT "UpstreamClientBreaker_open_check" CHECK (("openUntil" IS NULL) = ("reason" IS NULL)),
  CONSTRAINT "UpstreamClientBreaker_counts_check" CHECK ("failures" >= 0 AND "openings" >= 0)
);
