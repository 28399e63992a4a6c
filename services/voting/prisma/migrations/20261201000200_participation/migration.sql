-- What a resident thinks of what is planned. `place` is all that is shown of who said it.
create table opinion (
  id uuid primary key,
  arrival bigint generated always as identity,
  decision uuid not null,
  by_person uuid not null,
  place text not null,
  at timestamptz(3) not null,
  text text not null,
  attachments uuid[] not null,
  group_id uuid,
  supporters int not null default 0,
  outcome text,
  answer text,
  answered_by uuid,
  answered_at timestamptz(3),
  idempotency_key text
);
create index opinion_decision on opinion (decision, arrival);
create index opinion_of_group on opinion (group_id, arrival);
create unique index opinion_idempotency_key on opinion (by_person, idempotency_key);
-- How many somebody gave since an instant.
create index opinion_by_person on opinion (by_person, at);
-- The first and the last few of a million are found at once, whichever way they are asked for. In the order of their ids the planner would take the
-- primary key where few have no answer, and read the million.
create index opinion_unanswered on opinion (decision, arrival) where outcome is null;
create index opinion_answered on opinion (decision, arrival) where outcome is not null;
create index opinion_unanswered_of_group on opinion (group_id, arrival) where outcome is null;

create table opinion_support (
  opinion uuid not null,
  person uuid not null,
  at timestamptz(3) not null,
  primary key (opinion, person)
);

-- Opinions that say the same, to be answered together.
create table opinion_group (
  id uuid primary key,
  decision uuid not null,
  title text not null,
  by_person uuid not null,
  at timestamptz(3) not null
);
create index opinion_group_decision on opinion_group (decision, id);

-- A version of what is planned, and the opinions that caused it. Amounts in fen.
create table plan (
  decision uuid not null,
  version int not null,
  text text not null,
  amount bigint,
  because uuid[] not null,
  by_person uuid not null,
  at timestamptz(3) not null,
  primary key (decision, version)
);

create table quotation (
  id uuid primary key,
  decision uuid not null,
  plan_version int not null,
  bidder text not null,
  items jsonb not null,
  total bigint not null,
  files uuid[] not null
);
create index quotation_plan on quotation (decision, plan_version, id);

-- Who stands for election: a question of the ballot once found eligible.
create table candidate (
  decision uuid not null,
  id text not null,
  name text not null,
  person uuid,
  -- Which they say is theirs.
  room jsonb,
  statement text not null,
  nominated_by uuid not null,
  nominated_at timestamptz(3) not null,
  findings jsonb not null,
  eligible boolean,
  reason text,
  vetted_by uuid,
  vetted_at timestamptz(3),
  primary key (decision, id)
);
create unique index candidate_name on candidate (decision, name);

-- Files that people see with a decision; `inside`: only the owners of the compound.
create table decision_file (
  decision uuid not null,
  attachment uuid not null,
  inside boolean not null,
  primary key (decision, attachment)
);

-- Against a result. `place` is all that is shown of who raised it.
create table objection (
  id uuid primary key,
  decision uuid not null,
  by_person uuid not null,
  place text not null,
  at timestamptz(3) not null,
  text text not null,
  outcome text,
  answer text,
  answered_by uuid,
  answered_at timestamptz(3)
);
create index objection_decision on objection (decision, id);
-- One at a time of a person.
create unique index objection_open on objection (decision, by_person) where outcome is null;

-- A step by which a decision is carried out: MILESTONE, CONTRACT or PAYMENT. Amounts in fen.
create table execution_step (
  id uuid primary key,
  decision uuid not null,
  kind text not null,
  title text not null,
  party text,
  amount bigint,
  document uuid,
  by_person uuid not null,
  at timestamptz(3) not null,
  done_document uuid,
  done_by uuid,
  done_at timestamptz(3),
  idempotency_key text
);
create index execution_step_decision on execution_step (decision, id);
create unique index execution_step_idempotency_key on execution_step (by_person, idempotency_key);

-- Whether a resident finds that it was carried out. `place` is all that is shown of who says so.
create table confirmation (
  decision uuid not null,
  person uuid not null,
  id uuid not null,
  place text not null,
  satisfied boolean not null,
  text text,
  at timestamptz(3) not null,
  primary key (decision, person)
);
create unique index confirmation_of_decision on confirmation (decision, id);

-- Who was elected, and who comes next. `committee` is the election that the first round was: the seats of a second round are of the same committee.
create table committee_member (
  id uuid primary key,
  compound text not null,
  committee uuid not null,
  decision uuid not null,
  candidate text not null,
  name text not null,
  person uuid,
  rank int not null,
  alternate boolean not null,
  term_from timestamptz(3),
  term_to timestamptz(3),
  ended_at timestamptz(3),
  ended_reason text
);
create index committee_member_compound on committee_member (compound, committee, rank);
create unique index committee_member_candidate on committee_member (decision, candidate);

-- Accounts of the maintenance fund and of property fees for a period. Amounts in fen.
create table account_statement (
  id uuid primary key,
  compound text not null,
  kind text not null,
  period_from timestamptz(3) not null,
  period_to timestamptz(3) not null,
  opening bigint not null,
  closing bigint not null,
  lines jsonb not null,
  file uuid,
  correction text,
  by_person uuid not null,
  at timestamptz(3) not null
);
create index account_statement_compound on account_statement (compound, period_to desc, id desc);
create unique index account_statement_period on account_statement (compound, kind, period_from);

-- `place` is all that is shown of who asks.
create table account_question (
  id uuid primary key,
  statement uuid not null,
  by_person uuid not null,
  place text not null,
  at timestamptz(3) not null,
  text text not null,
  answer text,
  answered_by uuid,
  answered_at timestamptz(3)
);
create index account_question_statement on account_question (statement, id);
create index account_question_person on account_question (by_person, at);
