-- Originals in quarantine are sealed. Entries from before keep theirs in "original" until they are tried again.
ALTER TABLE "quarantine" ADD COLUMN "sealed_original" BYTEA, ALTER COLUMN "original" DROP NOT NULL;
