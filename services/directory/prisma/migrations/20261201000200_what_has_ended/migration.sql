-- What claimants said of themselves was for who decides: nobody needs it of a claim that is over.
UPDATE "room_claim" SET "details" = NULL WHERE "state" IN ('REFUSED', 'WITHDRAWN', 'REVOKED');

-- What Prisma cannot say.

-- What has ended in a compound since an instant: asked every two seconds for each decision that is open.
CREATE INDEX "binding_ended" ON "binding"("compound", "bound_to") WHERE "bound_to" IS NOT NULL;
CREATE INDEX "mandate_revoked" ON "mandate"("compound", "revoked_at") WHERE "revoked_at" IS NOT NULL;
