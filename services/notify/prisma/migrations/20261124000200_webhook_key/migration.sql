-- A repeated registration is the same webhook: the key that the client gave, and a hash of what it asked for.
ALTER TABLE "webhook" ADD COLUMN "idempotency_key" TEXT, ADD COLUMN "request_hash" TEXT;
CREATE UNIQUE INDEX "webhook_owner_idempotency_key_key" ON "webhook"("owner", "idempotency_key");
