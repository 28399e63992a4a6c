-- Who is named by login in a mandate.
CREATE INDEX "person_claim_issuer_idx" ON "person"("claim", "issuer");
