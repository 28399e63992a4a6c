-- A decision that owners or households take together.
create table decision (
  id uuid primary key,
  compound text not null,
  area text not null,
  case_id uuid,
  restarts uuid,
  rule_set jsonb not null,
  scope jsonb not null,
  title text not null,
  questions jsonb not null,
  trustees uuid[] not null,
  stage text not null,
  version int not null,
  seq int not null,
  drafted_by uuid not null,
  drafted_at timestamptz(3) not null,
  published_at timestamptz(3),
  notice_due_at timestamptz(3),
  opinions_due_at timestamptz(3),
  objections_due_at timestamptz(3),
  notice_ended_at timestamptz(3),
  opinions_ended_at timestamptz(3),
  opened_at timestamptz(3),
  closes_at timestamptz(3),
  extended boolean not null default false,
  closed_at timestamptz(3),
  counted_at timestamptz(3),
  announced_at timestamptz(3),
  objections_ended_at timestamptz(3),
  passed boolean,
  roll_written boolean not null default false,
  roll_heads int,
  roll_area bigint,
  unsettled jsonb,
  public_key bytea,
  private_key bytea,
  first_line text,
  roll_note text,
  board_note text,
  result jsonb,
  result_line text,
  result_note text,
  idempotency_key text
);
create index decision_compound on decision (compound, drafted_at desc, id desc);
create unique index decision_idempotency_key on decision (drafted_by, idempotency_key);

-- What happened to it: one row a change, never changed.
create table decision_entry (
  decision uuid not null,
  seq int not null,
  at timestamptz(3) not null,
  fact text not null,
  stage text not null,
  actor_kind text not null,
  actor text not null,
  text text,
  details jsonb,
  primary key (decision, seq)
);

-- Work that goes on by itself until it is done: ROLL, CLOSE, COUNT.
create table task (
  decision uuid not null,
  kind text not null,
  since timestamptz(3) not null,
  asked int not null default 1,
  done int not null default 0,
  total int,
  primary key (decision, kind)
);

-- A head of the roll: who has one ballot. `head` is its pseudonym, `salt` what proves it.
create table roll_head (
  decision uuid not null,
  head bytea not null,
  salt bytea not null,
  members text[] not null,
  area int not null,
  rooms jsonb not null,
  primary key (decision, head)
);

create table roll_room (
  decision uuid not null,
  building text not null,
  unit text not null,
  room text not null,
  head bytea not null,
  primary key (decision, building, unit, room, head)
);
create index roll_room_head on roll_room (decision, head);

-- Who may vote for a head: an owner or household itself, or by a mandate.
create table roll_voter (
  decision uuid not null,
  person uuid not null,
  head bytea not null,
  mandate text,
  until timestamptz(3),
  primary key (decision, person, head)
);
create index roll_voter_head on roll_voter (decision, head);

create table roll_objection (
  id uuid primary key,
  decision uuid not null,
  by_person uuid not null,
  at timestamptz(3) not null,
  -- Which they object to; none: the roll as a whole.
  room jsonb,
  text text not null,
  outcome text,
  answer text,
  answered_by uuid,
  answered_at timestamptz(3)
);
create index roll_objection_decision on roll_objection (decision, id);
create index roll_objection_by_person on roll_objection (by_person, at);

-- A trustee's share until they take it, then its hash alone; then what they hand in, until the box is open.
create table trustee_share (
  decision uuid not null,
  trustee uuid not null,
  hash bytea not null,
  kept bytea,
  taken_at timestamptz(3),
  given bytea,
  given_at timestamptz(3),
  primary key (decision, trustee)
);

-- `slot` is what there is one of: the way, and with it the serial where a later ballot replaces an earlier one.
create table ballot (
  arrival bigint generated always as identity primary key,
  decision uuid not null,
  head bytea not null,
  serial int not null,
  slot text not null,
  way text not null,
  sealed bytea not null,
  leaf bytea not null,
  receipt text not null,
  by_person uuid not null,
  idempotency_key text,
  at timestamptz(3) not null
);
create unique index ballot_serial on ballot (decision, head, serial);
create unique index ballot_slot on ballot (decision, head, slot);
create unique index ballot_leaf on ballot (decision, leaf);
create unique index ballot_idempotency_key on ballot (decision, by_person, idempotency_key);
create index ballot_arrival on ballot (decision, arrival);

-- A paper ballot as one person read it; `mark` tells whether two read the same, and is gone when it is settled.
create table paper_entry (
  decision uuid not null,
  head bytea not null,
  entered_by uuid not null,
  nth int not null,
  at timestamptz(3) not null,
  scan uuid not null,
  mark bytea,
  primary key (decision, head, entered_by)
);
create unique index paper_entry_nth on paper_entry (decision, head, nth);

-- Of a secret decision: how many of the opened ballots say this.
create table opened_choices (
  decision uuid not null,
  choices text not null,
  ballots int not null,
  primary key (decision, choices)
);

-- Of a secret decision from the close on: who voted, and the boxes in the order of their texts; what was which is kept nowhere.
create table attendance (
  decision uuid not null,
  head bytea not null,
  primary key (decision, head)
);

create table sealed_box (
  decision uuid not null,
  box text collate "C" not null,
  leaf bytea not null,
  receipt text not null,
  primary key (decision, box)
);
create unique index sealed_box_leaf on sealed_box (decision, leaf);
