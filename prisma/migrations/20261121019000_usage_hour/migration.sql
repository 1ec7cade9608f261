-- The console sums the last hours over all clients.
CREATE INDEX "UsageMetrics_hour_idx" ON "UsageMetrics"("hour");
