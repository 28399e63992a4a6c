-- What binds and is under way hangs on a compound's board however much there is that binds nobody: found without reading all of that.
create index decision_binding on decision (compound, drafted_at desc, id desc)
  where published_at is not null and stage not in ('ARCHIVED', 'WITHDRAWN') and (rule_set ->> 'advisory')::boolean is not true;
