-- Whoever ends a service or brings it back (a payment, a cancellation, a pause) has its instances looked at at once; the minute's scan is the safety net.
CREATE FUNCTION instance_standing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM "PrivateInstance" WHERE "clientId" = NEW."clientId" AND "desired" <> 'deleted' AND ("suspendedFor" IS NULL OR "suspendedFor" IN ('expired', 'unpaid'))) THEN
    PERFORM graphile_worker.add_job('watch_instances', json_build_object('clientId', NEW."clientId"), max_attempts := 5, job_key := 'watch:' || NEW."clientId");
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER instance_standing AFTER UPDATE OF "status", "serviceSuspendedAt" ON "Subscription" FOR EACH ROW
  WHEN (OLD."status" IS DISTINCT FROM NEW."status" OR OLD."serviceSuspendedAt" IS DISTINCT FROM NEW."serviceSuspendedAt") EXECUTE FUNCTION instance_standing();
CREATE TRIGGER instance_standing_begun AFTER INSERT ON "Subscription" FOR EACH ROW WHEN (NEW."status" <> 'incomplete') EXECUTE FUNCTION instance_standing();

-- When its owner was told that its storage is nearly full; empty again once there is room.
ALTER TABLE "PrivateInstance" ADD COLUMN "storageToldAt" TIMESTAMPTZ(3);
