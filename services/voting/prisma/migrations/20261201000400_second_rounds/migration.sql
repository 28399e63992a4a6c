-- Whether it is the second round of the election that it restarts; else it is a decision of its own.
alter table decision add second_round boolean;
update decision set second_round = true where rule_set ? 'election' and restarts in (select id from decision
  where announced_at is not null and stage <> 'WITHDRAWN' and jsonb_array_length(result -> 'election' -> 'secondRound') > 0);
-- What one of them elects fills the seats that are left; one that did not pass has elected nobody.
create unique index decision_second_round on decision (restarts) where second_round and stage <> 'WITHDRAWN' and passed is distinct from false;
