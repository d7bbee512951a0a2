-- People whose events a log that only appends (Kafka) still holds until its retention ends: readers pass over them up to a position.
-- A digest (the first half of SHA-256) stands for the person: who was forgotten cannot be read here.
create table event_forgotten (
    id            bigint generated always as identity primary key,
    person_digest bytea not null,
    partition     integer not null,
    position      bigint not null,
    forgotten_at  timestamptz not null default now()
);
