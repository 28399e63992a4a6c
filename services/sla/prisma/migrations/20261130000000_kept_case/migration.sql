-- Cases that a rebuild left as they were: a notice had moved a clock of theirs, and no topic says how.
create table kept_case (
  id uuid primary key
);
