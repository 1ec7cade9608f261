-- What is too little to collect is carried from an invoice (a negative line) to the next (a positive one).
ALTER TABLE "InvoiceLine" DROP CONSTRAINT invoice_line_kind;
ALTER TABLE "InvoiceLine" ADD CONSTRAINT invoice_line_kind CHECK (
  "kind" IN ('plan', 'proration', 'usage', 'commitment', 'adjustment', 'top_up', 'manual', 'credit', 'carried'));
CREATE INDEX invoice_line_carried ON "InvoiceLine" ("clientId") WHERE "kind" = 'carried';
