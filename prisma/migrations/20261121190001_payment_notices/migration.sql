-- A notice is about an attempt, a refund, a dispute or a saved method; a payment's pages keep the language it began in.
ALTER TABLE "WebhookEvent" ADD COLUMN "about" TEXT NOT NULL DEFAULT 'payment';
ALTER TABLE "WebhookEvent" ADD CONSTRAINT webhook_about CHECK ("about" IN ('payment', 'refund', 'dispute', 'method'));
ALTER TABLE "Payment" ADD COLUMN "locale" TEXT NOT NULL DEFAULT 'en';
ALTER TABLE "Payment" ADD CONSTRAINT payment_locale CHECK ("locale" IN ('en', 'ar'));
