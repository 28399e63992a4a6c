-- While a grid verifies what it solved itself: the community above may verify it as well, so it reads its clocks.
alter table timed_case add column solved_by_grid boolean not null default false;
