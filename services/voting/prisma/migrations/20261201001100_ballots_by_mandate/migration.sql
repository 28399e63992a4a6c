-- By which mandate it was cast, if by one: for how many owners somebody has voted is known after a mandate is over, too.
alter table ballot add mandate text;
update ballot b set mandate = v.mandate from roll_voter v, decision d
  where d.id = b.decision and d.stage = 'VOTING' and b.way = 'ELECTRONIC' and v.mandate is not null
    and (v.decision, v.person, v.head) = (b.decision, b.by_person, b.head);
