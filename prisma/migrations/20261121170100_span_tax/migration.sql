-- How a span was taxed, so that what is given back of it carries the tax that was paid.
ALTER TABLE "ServiceSpan" ADD COLUMN "taxPpm" INTEGER NOT NULL DEFAULT 0, ADD COLUMN "taxIsInclusive" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "ServiceSpan" ADD CONSTRAINT service_span_tax CHECK ("taxPpm" BETWEEN 0 AND 1000000);
-- What a change waits with, so that it is applied as it was previewed.
ALTER TABLE "SubscriptionChange" ADD COLUMN "taxPpm" INTEGER NOT NULL DEFAULT 0, ADD COLUMN "taxIsInclusive" BOOLEAN NOT NULL DEFAULT false,
  ADD COLUMN "beginsAnew" BOOLEAN NOT NULL DEFAULT false;
