-- Several changes of one subscription may begin at one instant (a test clock stands still): each has an invoice of its own, and a twin
-- of one change is found under the client's lock. Everything that runs bill by themselves stays one invoice for a period.
DROP INDEX invoice_one_per_period;
CREATE UNIQUE INDEX invoice_one_per_period ON "Invoice" ("subscriptionId", "periodStart", "reason") WHERE "documentStatus" <> 'void' AND "reason" <> 'subscription_change';
