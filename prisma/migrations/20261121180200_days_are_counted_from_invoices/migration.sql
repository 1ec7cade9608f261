-- What was billed on a day is counted from the invoices themselves.
DROP TABLE "BillingDay";
