-- What a coupon counts on: invoices of the plan, of usage, or both.
ALTER TABLE "Coupon" ADD COLUMN "appliesTo" TEXT NOT NULL DEFAULT 'plan';
ALTER TABLE "Coupon" ADD CONSTRAINT coupon_applies_to CHECK ("appliesTo" IN ('plan', 'usage', 'all'));
