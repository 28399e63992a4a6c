-- The tables of the messaging spine. They live in a schema of their own, so that the service's own schema stays Prisma's.
-- Nothing here has a default now(): instants are arguments.
create schema messaging;

-- What is to be published. A row is written by the transaction that changes the state, and deleted once the broker has acknowledged it.
create table messaging.outbox (
  -- Within one subject ids follow the commits, because nextval runs after the subject's row is locked. Across subjects they do not.
  id bigint generated always as identity primary key,
  topic text not null,
  key text not null,
  subject text not null,
  -- Counts the events of one subject on one topic from 1 without gaps.
  sequence int not null,
  -- CloudEvents attributes but subject and sequence, as they stand on the bus (ce_id, ce_type, …, ce_traceparent).
  headers jsonb not null,
  -- Larger values are refused here, where somebody can still be told, and not by the broker.
  value text not null check (octet_length(value) <= 262144),
  -- Why the broker refused this row. It stays, and the later rows of its key wait, until a person repairs it and sets this to null.
  refused text
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0);
create index outbox_refused on messaging.outbox (topic, key) where refused is not null;

-- The last sequence given to a subject that has no counter of its own.
create table messaging.outbox_sequence (
  topic text not null,
  subject text not null,
  last int not null,
  primary key (topic, subject)
) with (fillfactor = 80);

-- Own topics: how far a consumer has applied a subject. At or below is a duplicate, the next number is new, a higher one is a gap. Never pruned.
create table messaging.consumed (
  consumer text not null,
  topic text not null,
  subject text not null,
  last_sequence int not null,
  primary key (consumer, topic, subject)
) with (fillfactor = 80);

-- Foreign topics: what has been received. Pruned once the topic can no longer deliver it again.
create table messaging.received (
  consumer text not null,
  topic text not null,
  source text not null,
  id text not null,
  at timestamptz not null,
  primary key (consumer, topic, source, id)
);
create index received_at on messaging.received (at);

-- Dead letters and what waits behind them. A key is parked for as long as it has a row; it is released in order of offset.
create table messaging.parked (
  consumer text not null,
  topic text not null,
  partition int not null,
  "offset" bigint not null,
  key text not null,
  subject text not null,
  -- 0: the record has no readable number.
  sequence int not null,
  -- Source and id, for what carries no sequence.
  source text not null,
  id text not null,
  headers jsonb not null,
  value text,
  -- Why the first of its key stands here; null: it waits behind the first.
  reason text,
  at timestamptz not null,
  primary key (consumer, topic, partition, "offset")
);
create index parked_key on messaging.parked (consumer, topic, key, "offset");

-- What a person asked to have done with a parked key. The consumer that owns the key does it, with its own handler, and answers here.
create table messaging.release (
  id bigint generated always as identity primary key,
  consumer text not null,
  topic text not null,
  key text not null,
  action text not null check (action in ('REPLAY', 'DROP', 'ACCEPT_GAP')),
  asked_at timestamptz not null,
  answered_at timestamptz,
  -- How many events of the key still wait, and why the first of them stands there.
  left_waiting int,
  reason text
);
create index release_asked on messaging.release (consumer, id) where answered_at is null;
