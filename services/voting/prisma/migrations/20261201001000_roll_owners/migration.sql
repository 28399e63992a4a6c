-- Owners who do not vote in their own name: co-owners who named another one, and in a poll of households who owns the rooms. They are told, and of a
-- head of theirs they have the line. Where they have none (a poll) `head` is empty.
create table roll_owner (
  decision uuid not null,
  person uuid not null,
  owner text not null,
  head bytea not null,
  primary key (decision, person, owner, head)
);
