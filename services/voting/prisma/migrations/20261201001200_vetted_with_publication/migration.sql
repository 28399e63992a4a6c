-- Found eligible with the publication of the draft, before there was a roll: what that says may take it back. Whoever vets a candidate later has seen it.
alter table candidate add with_publication boolean not null default false;
update candidate c set with_publication = true from decision d
  where d.id = c.decision and d.published_at = c.vetted_at and c.vetted_by is not null and c.eligible and c.reason is null;
