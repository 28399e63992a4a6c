-- Of a secret decision that is closed or withdrawn: who entered which scan. Whose paper it shows is kept nowhere.
create table paper_scan (
  decision uuid not null,
  entered_by uuid not null,
  scan uuid not null,
  primary key (decision, scan, entered_by)
);

-- Those that were over before: withdrawn ones kept whose each ballot was, and all of them whose each scan is.
insert into attendance (decision, head)
  select b.decision, b.head from ballot b join decision d on d.id = b.decision
  where d.stage = 'WITHDRAWN' and (d.rule_set ->> 'secret')::boolean order by b.decision, b.head;
insert into sealed_box (decision, box, leaf, receipt)
  select b.decision, translate(encode(b.sealed, 'base64'), E'\n', '') as box, b.leaf, b.receipt from ballot b join decision d on d.id = b.decision
  where d.stage = 'WITHDRAWN' and (d.rule_set ->> 'secret')::boolean order by b.decision, box;
delete from ballot b using decision d where d.id = b.decision and d.stage = 'WITHDRAWN' and (d.rule_set ->> 'secret')::boolean;
insert into paper_scan (decision, entered_by, scan)
  select distinct e.decision, e.entered_by, e.scan from paper_entry e join decision d on d.id = e.decision
  where (d.closed_at is not null or d.stage = 'WITHDRAWN') and (d.rule_set ->> 'secret')::boolean order by e.decision, e.scan;
delete from paper_entry e using decision d
  where d.id = e.decision and (d.closed_at is not null or d.stage = 'WITHDRAWN') and (d.rule_set ->> 'secret')::boolean;

-- What told two readings apart is of no use once no paper is taken any more.
update paper_entry e set mark = null from decision d where d.id = e.decision and d.stage = 'WITHDRAWN' and e.mark is not null;
