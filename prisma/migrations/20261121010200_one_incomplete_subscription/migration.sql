-- One subscription that waits for its first payment, per client: the guarantee behind "pressed twice, charged once".
CREATE UNIQUE INDEX subscription_one_incomplete ON "Subscription" ("clientId") WHERE "status" = 'incomplete';
