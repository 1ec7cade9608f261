-- Which payment providers fail just now: shared by all processes, written only when something fails or heals.
CREATE TABLE "PaymentBreaker" (
  "provider" TEXT NOT NULL,
  "failures" INTEGER NOT NULL DEFAULT 0,
  "openings" INTEGER NOT NULL DEFAULT 0,
  "openUntil" TIMESTAMPTZ(3),
  "reason" TEXT,
  "probeUntil" TIMESTAMPTZ(3),
  "updatedAt" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "PaymentBreaker_pkey" PRIMARY KEY ("provider"),
  CONSTRAINT "PaymentBreaker_reason_check" CHECK ("reason" IN ('failing', 'unauthorized', 'busy')),
  CONSTRAINT "PaymentBreaker_open_check" CHECK (("openUntil" IS NULL) = ("reason" IS NULL)),
  CONSTRAINT "PaymentBreaker_counts_check" CHECK ("failures" >= 0 AND "openings" >= 0)
);
