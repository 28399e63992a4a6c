-- What notify keeps: texts, what it knows of cases, deliveries, the inbox and webhooks.

CREATE TABLE "template" (
    "name" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "language" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    CONSTRAINT "template_pkey" PRIMARY KEY ("name","version","language")
);

CREATE TABLE "case_file" (
    "case_id" UUID NOT NULL,
    "number" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "type_version" INTEGER NOT NULL,
    "reporter" TEXT,
    CONSTRAINT "case_file_pkey" PRIMARY KEY ("case_id")
);

CREATE TABLE "delivery" (
    "id" UUID NOT NULL,
    "event_id" TEXT NOT NULL,
    "event_type" TEXT NOT NULL,
    "case_id" UUID,
    "area" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "recipient" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "template" TEXT,
    "template_version" INTEGER,
    "params" JSONB NOT NULL DEFAULT '{}',
    "body" TEXT,
    "state" TEXT NOT NULL DEFAULT 'PENDING' CHECK ("state" IN ('PENDING', 'SENT', 'DEAD')),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMPTZ(3) NOT NULL,
    "reason" TEXT,
    "settled_at" TIMESTAMPTZ(3),
    CONSTRAINT "delivery_pkey" PRIMARY KEY ("id")
);
-- Told once, whatever crashes.
CREATE UNIQUE INDEX "delivery_event_id_recipient_channel_key" ON "delivery"("event_id", "recipient", "channel");
CREATE INDEX "delivery_recipient_state_id_idx" ON "delivery"("recipient", "state", "id");
CREATE INDEX "delivery_case_id_idx" ON "delivery"("case_id");
CREATE INDEX "delivery_pending" ON "delivery"("channel", "next_attempt_at") WHERE "state" = 'PENDING';

CREATE TABLE "inbox_item" (
    "id" UUID NOT NULL,
    "person" UUID NOT NULL,
    "event_id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "case_id" UUID,
    "template" TEXT NOT NULL,
    "template_version" INTEGER NOT NULL,
    "params" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "read_at" TIMESTAMPTZ(3),
    CONSTRAINT "inbox_item_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "inbox_item_event_id_person_key" ON "inbox_item"("event_id", "person");
CREATE INDEX "inbox_item_person_id_idx" ON "inbox_item"("person", "id");
CREATE INDEX "inbox_item_unread" ON "inbox_item"("person") WHERE "read_at" IS NULL;

CREATE TABLE "webhook" (
    "id" UUID NOT NULL,
    "owner" UUID NOT NULL,
    "url" TEXT NOT NULL,
    "types" TEXT[],
    "area" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "disabled_at" TIMESTAMPTZ(3),
    CONSTRAINT "webhook_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "webhook_owner_idx" ON "webhook"("owner");

CREATE TABLE "webhook_secret" (
    "id" UUID NOT NULL,
    "webhook_id" UUID NOT NULL,
    "secret" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    CONSTRAINT "webhook_secret_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "webhook_secret_webhook_id_idx" ON "webhook_secret"("webhook_id");
ALTER TABLE "webhook_secret" ADD CONSTRAINT "webhook_secret_webhook_id_fkey" FOREIGN KEY ("webhook_id") REFERENCES "webhook"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
