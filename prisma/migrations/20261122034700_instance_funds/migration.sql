-- Whoever brings money (a top-up, credit, a higher spend limit, a new period) wakes what waits for it: charges are looked at at once.
CREATE FUNCTION instance_funds() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM "PrivateInstance" WHERE "clientId" = NEW."clientId" AND "suspendedFor" = 'unpaid' AND "desired" <> 'deleted') THEN
    PERFORM graphile_worker.add_job('charge_instances', json_build_object('clientId', NEW."clientId"), max_attempts := 5, job_key := 'charge:' || NEW."clientId");
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER instance_funds AFTER UPDATE OF "balancePicos" ON "Wallet" FOR EACH ROW WHEN (NEW."balancePicos" > OLD."balancePicos") EXECUTE FUNCTION instance_funds();
CREATE TRIGGER instance_funds_limit AFTER UPDATE OF "spendLimitPicos" ON "UsagePeriod" FOR EACH ROW WHEN (NEW."spendLimitPicos" > OLD."spendLimitPicos") EXECUTE FUNCTION instance_funds();
CREATE TRIGGER instance_funds_period AFTER INSERT ON "UsagePeriod" FOR EACH ROW EXECUTE FUNCTION instance_funds();

-- When its owner was last told of a failing instance, and of what: once an incident, not once a try.
ALTER TABLE "PrivateInstance" ADD COLUMN "troubleToldAt" TIMESTAMPTZ(3), ADD COLUMN "troubleToldFor" TEXT;
ALTER TABLE "PrivateInstance" ADD CONSTRAINT instance_trouble_told CHECK (("troubleToldAt" IS NULL) = ("troubleToldFor" IS NULL) AND "troubleToldFor" IN ('crash_backoff', 'failed'));
