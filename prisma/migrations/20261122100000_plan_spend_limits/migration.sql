-- What may be spent beyond a plan is an amount of the subscription's currency; it was one amount that each currency read as its own.
CREATE TABLE "PlanSpendLimit" (
    "planVersionId" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "amountMinor" BIGINT NOT NULL,

    CONSTRAINT "PlanSpendLimit_pkey" PRIMARY KEY ("planVersionId", "currency")
);
ALTER TABLE "PlanSpendLimit" ADD CONSTRAINT "PlanSpendLimit_planVersionId_fkey" FOREIGN KEY ("planVersionId") REFERENCES "PlanVersion"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "PlanSpendLimit" ADD CONSTRAINT plan_spend_limit_amount CHECK ("amountMinor" >= 0);
CREATE TRIGGER plan_spend_limit_immutable BEFORE UPDATE ON "PlanSpendLimit" FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Every currency keeps the figure it was read as so far.
INSERT INTO "PlanSpendLimit" ("planVersionId", "currency", "amountMinor")
SELECT v."id", c."currency", v."defaultSpendLimitMicros" / 10000
FROM "PlanVersion" v
JOIN LATERAL (
  SELECT 'USD' AS "currency"
  UNION SELECT p."currency" FROM "PlanPrice" p WHERE p."planVersionId" = v."id"
  UNION SELECT p."currency" FROM "CustomPrice" p WHERE p."planVersionId" = v."id"
) c ON true
WHERE v."defaultSpendLimitMicros" IS NOT NULL;

ALTER TABLE "PlanVersion" DROP COLUMN "defaultSpendLimitMicros";
