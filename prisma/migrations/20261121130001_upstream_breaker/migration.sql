-- Which servers fail just now: shared by all gateway processes, written only when something fails or heals.
CREATE TABLE "UpstreamBreaker" (
  "upstreamId" TEXT NOT NULL,
  "failures" INTEGER NOT NULL DEFAULT 0,
  "openings" INTEGER NOT NULL DEFAULT 0,
  "openUntil" TIMESTAMPTZ(3),
  "reason" TEXT,
  "probeUntil" TIMESTAMPTZ(3),
  "updatedAt" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "UpstreamBreaker_pkey" PRIMARY KEY ("upstreamId"),
  CONSTRAINT "UpstreamBreaker_upstreamId_fkey" FOREIGN KEY ("upstreamId") REFERENCES "Upstream"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT "UpstreamBreaker_reason_check" CHECK ("reason" IN ('failing', 'unauthorized', 'busy')),
  CONSTRAINT "UpstreamBreaker_open_check" CHECK (("openUntil" IS NULL) = ("reason" IS NULL)),
  CONSTRAINT "UpstreamBreaker_counts_check" CHECK ("failures" >= 0 AND "openings" >= 0)
);
