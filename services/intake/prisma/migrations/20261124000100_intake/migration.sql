-- A matter as it was reported. What becomes of it is the case, in followed_case.
CREATE TABLE "matter" (
    "id" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "type_version" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "fields" JSON NOT NULL,
    "area" TEXT NOT NULL,
    "lon" DOUBLE PRECISION,
    "lat" DOUBLE PRECISION,
    "sent_point" JSON,
    "contact" BYTEA,
    "observed_at" TIMESTAMPTZ(3),
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "reporter_kind" TEXT NOT NULL,
    "reporter" TEXT NOT NULL,
    "idempotency_key" TEXT,
    "body_hash" TEXT,
    "system" TEXT,
    "source" TEXT,
    "event_id" TEXT,
    "foreign_number" TEXT,
    "pack_version" INTEGER,
    "open" BOOLEAN NOT NULL DEFAULT true,
    "status_sent" TEXT,

    CONSTRAINT "matter_pkey" PRIMARY KEY ("id")
);

-- The key of a report is kept for ever; a matter of a legacy system has none.
CREATE UNIQUE INDEX "matter_reporter_idempotency_key_key" ON "matter"("reporter", "idempotency_key");
CREATE INDEX "matter_reporter_id_idx" ON "matter"("reporter", "id" DESC);
CREATE INDEX "matter_open_lat_lon_idx" ON "matter"("open", "lat", "lon");

CREATE TABLE "matter_link" (
    "matter" UUID NOT NULL,
    "to" UUID NOT NULL,
    "linked_by" UUID NOT NULL,
    "linked_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "matter_link_pkey" PRIMARY KEY ("matter", "to")
);
CREATE INDEX "matter_link_to_idx" ON "matter_link"("to");

-- What dispatch and sla say about the case of a matter. Either may speak first.
CREATE TABLE "followed_case" (
    "id" UUID NOT NULL,
    "number" TEXT,
    "type" TEXT,
    "area" TEXT,
    "state" TEXT,
    "level" TEXT,
    "unit" UUID,
    "due_at" TIMESTAMPTZ(3),

    CONSTRAINT "followed_case_pkey" PRIMARY KEY ("id")
);

-- Who took a case at any time: they go on seeing it.
CREATE TABLE "case_holder" (
    "case" UUID NOT NULL,
    "person" UUID NOT NULL,

    CONSTRAINT "case_holder_pkey" PRIMARY KEY ("case", "person")
);

CREATE TABLE "attachment" (
    "id" UUID NOT NULL,
    "uploaded_by" UUID NOT NULL,
    "uploaded_at" TIMESTAMPTZ(3) NOT NULL,
    "content_type" TEXT NOT NULL,
    "size" INTEGER NOT NULL,
    "sha256" TEXT NOT NULL,
    "matter" UUID,
    "idempotency_key" TEXT,

    CONSTRAINT "attachment_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "attachment_uploaded_by_idempotency_key_key" ON "attachment"("uploaded_by", "idempotency_key");
CREATE INDEX "attachment_matter_idx" ON "attachment"("matter");

CREATE TABLE "mapping_pack" (
    "system" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "pack" JSON NOT NULL,
    "imported_at" TIMESTAMPTZ(3) NOT NULL,
    "imported_by" UUID NOT NULL,

    CONSTRAINT "mapping_pack_pkey" PRIMARY KEY ("system", "version")
);

-- Every number by which a legacy system names a matter.
CREATE TABLE "foreign_number" (
    "system" TEXT NOT NULL,
    "number" TEXT NOT NULL,
    "matter" UUID NOT NULL,

    CONSTRAINT "foreign_number_pkey" PRIMARY KEY ("system", "number")
);

-- What a legacy system said about a matter, its create included; the text stays here.
CREATE TABLE "source_message" (
    "system" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "matter" UUID NOT NULL,
    "operation" TEXT NOT NULL,
    "text" TEXT,
    "observed_at" TIMESTAMPTZ(3),
    "received_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "source_message_pkey" PRIMARY KEY ("system", "source", "event_id")
);
CREATE INDEX "source_message_matter_idx" ON "source_message"("matter");

CREATE TABLE "quarantine" (
    "id" UUID NOT NULL,
    "system" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "number" TEXT,
    "reason" TEXT NOT NULL,
    "pointer" TEXT NOT NULL,
    "detail" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "original" JSON NOT NULL,
    "area" TEXT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "replayed_at" TIMESTAMPTZ(3),
    "matter" UUID,

    CONSTRAINT "quarantine_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "quarantine_system_source_event_id_key" ON "quarantine"("system", "source", "event_id");
CREATE INDEX "quarantine_state_system_id_idx" ON "quarantine"("state", "system", "id");

-- The numbers for whose create a held update or close waits.
CREATE TABLE "waiting" (
    "system" TEXT NOT NULL,
    "number" TEXT NOT NULL,
    "quarantine" UUID NOT NULL,

    CONSTRAINT "waiting_pkey" PRIMARY KEY ("system", "number", "quarantine")
);
CREATE INDEX "waiting_quarantine_idx" ON "waiting"("quarantine");
