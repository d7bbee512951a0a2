-- State of the test of a person's clicks against the position-based model (Learning's ForgerySuspicion): logarithms of evidence, not decayed.
alter table person_trust add column suspicion double precision[] not null default '{0,0,0,0}';
alter table person_trust alter column suspicion drop default;
