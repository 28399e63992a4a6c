-- AlterTable
ALTER TABLE "room_owner" ADD COLUMN     "id_last_digits" BYTEA;

-- CreateTable
CREATE TABLE "approved_before" (
    "compound" TEXT NOT NULL,
    "building" TEXT NOT NULL,
    "unit" TEXT NOT NULL,
    "room" TEXT NOT NULL,
    "owner" TEXT NOT NULL,
    "household" TEXT NOT NULL,
    "login" TEXT NOT NULL,
    "retired_at" TIMESTAMPTZ(3),

    CONSTRAINT "approved_before_pkey" PRIMARY KEY ("compound","building","unit","room","owner","household","login")
);

-- CreateTable
CREATE TABLE "room_claim" (
    "id" UUID NOT NULL,
    "compound" TEXT NOT NULL,
    "building" TEXT NOT NULL,
    "unit" TEXT NOT NULL,
    "room" TEXT NOT NULL,
    "person" UUID,
    "login" TEXT,
    "claimed_as" TEXT NOT NULL,
    "owner" TEXT,
    "household" TEXT,
    "details" BYTEA,
    "document" UUID,
    "state" TEXT NOT NULL,
    "claimed_at" TIMESTAMPTZ(3) NOT NULL,
    "idempotency_key" TEXT,

    CONSTRAINT "room_claim_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "binding" (
    "id" UUID NOT NULL,
    "compound" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "person" UUID,
    "login" TEXT,
    "bound_from" TIMESTAMPTZ(3) NOT NULL,
    "bound_to" TIMESTAMPTZ(3),
    "claim" UUID NOT NULL,

    CONSTRAINT "binding_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "mandate" (
    "id" UUID NOT NULL,
    "compound" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "owners" TEXT[],
    "voter" TEXT,
    "person" UUID,
    "name" BYTEA,
    "valid_from" TIMESTAMPTZ(3) NOT NULL,
    "valid_to" TIMESTAMPTZ(3),
    "document" UUID,
    "filed_by" UUID NOT NULL,
    "filed_at" TIMESTAMPTZ(3) NOT NULL,
    "complete_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "idempotency_key" TEXT,

    CONSTRAINT "mandate_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "register_entry" (
    "subject" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "fact" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor" UUID,
    "owner" TEXT,
    "basis" TEXT,
    "document" UUID,
    "reason" BYTEA,

    CONSTRAINT "register_entry_pkey" PRIMARY KEY ("subject","seq")
);

-- CreateIndex
CREATE INDEX "room_claim_compound_state_id_idx" ON "room_claim"("compound", "state", "id");

-- CreateIndex
CREATE INDEX "room_claim_compound_id_idx" ON "room_claim"("compound", "id");

-- CreateIndex
CREATE INDEX "room_claim_person_id_idx" ON "room_claim"("person", "id");

-- CreateIndex
CREATE INDEX "room_claim_person_claimed_at_idx" ON "room_claim"("person", "claimed_at");

-- CreateIndex
CREATE INDEX "room_claim_login_idx" ON "room_claim"("login");

-- CreateIndex
CREATE UNIQUE INDEX "room_claim_person_idempotency_key_key" ON "room_claim"("person", "idempotency_key");

-- CreateIndex
CREATE INDEX "binding_compound_kind_key_idx" ON "binding"("compound", "kind", "key");

-- CreateIndex
CREATE INDEX "binding_person_compound_idx" ON "binding"("person", "compound");

-- CreateIndex
CREATE INDEX "binding_login_idx" ON "binding"("login");

-- CreateIndex
CREATE INDEX "mandate_compound_id_idx" ON "mandate"("compound", "id");

-- CreateIndex
CREATE UNIQUE INDEX "mandate_filed_by_idempotency_key_key" ON "mandate"("filed_by", "idempotency_key");

-- CreateIndex
CREATE INDEX "household_compound_household_idx" ON "household"("compound", "household");

-- CreateIndex
CREATE INDEX "room_owner_compound_owner_idx" ON "room_owner"("compound", "owner");




-- What Prisma cannot say.

ALTER TABLE "room_claim"
    ADD CONSTRAINT "room_claim_claimed_as" CHECK ("claimed_as" IN ('OWNER', 'TENANT')),
    ADD CONSTRAINT "room_claim_state" CHECK ("state" IN ('PENDING', 'APPROVED', 'REFUSED', 'WITHDRAWN', 'REVOKED')),
    ADD CONSTRAINT "room_claim_whose" CHECK ("person" IS NOT NULL OR "login" IS NOT NULL);
ALTER TABLE "binding"
    ADD CONSTRAINT "binding_kind" CHECK ("kind" IN ('OWNER', 'HOUSEHOLD')),
    ADD CONSTRAINT "binding_whose" CHECK ("person" IS NOT NULL OR "login" IS NOT NULL);
ALTER TABLE "mandate"
    ADD CONSTRAINT "mandate_kind" CHECK ("kind" IN ('CO_OWNERS', 'REPRESENTATIVE')),
    ADD CONSTRAINT "mandate_owners" CHECK (cardinality("owners") > 0);

-- One claim of a person on a room waits at a time.
CREATE UNIQUE INDEX "room_claim_pending" ON "room_claim"("person", "compound", "building", "unit", "room") WHERE "state" = 'PENDING';

-- An owner is at most one person at a time; of a household there may be several persons, each once.
CREATE UNIQUE INDEX "binding_one_person_an_owner" ON "binding"("compound", "key") WHERE "kind" = 'OWNER' AND "bound_to" IS NULL;
CREATE UNIQUE INDEX "binding_person_of_household" ON "binding"("compound", "key", COALESCE("person"::TEXT, "login"))
    WHERE "kind" = 'HOUSEHOLD' AND "bound_to" IS NULL;

-- What an import bound to a login that is not known as a person yet.
CREATE INDEX "binding_without_person" ON "binding"("compound", "login") WHERE "person" IS NULL;

-- The record is added to and never changed.
CREATE FUNCTION "refuse_change_of_record"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME;
END
$$;
CREATE TRIGGER "register_entry_is_kept" BEFORE UPDATE OR DELETE ON "register_entry"
    FOR EACH ROW EXECUTE FUNCTION "refuse_change_of_record"();
