-- The event log: what happened, in the order in which it was committed.
-- Identifiers are compared byte by byte (collation C): they are not words, and this table takes tens of thousands of rows a second.

create table event_log (
    position    bigint generated always as identity primary key,
    message_id  text collate "C" not null,
    person_id   text collate "C",
    name        text not null,     -- event name; for page, screen, identify, group and alias the call's type
    search_id   text collate "C",
    occurred_at timestamptz not null, -- by the sender's clock, corrected by sentAt
    received_at timestamptz not null,
    traceparent text collate "C",
    payload     text not null      -- the event as JSON
);
create unique index event_log_message on event_log (message_id);
-- Only erasure looks for a person: a bloom filter per megabyte of the log finds them well enough and costs an insert next to nothing.
create index event_log_person on event_log using brin (person_id text_bloom_ops);

create table event_refused (
    id          bigint generated always as identity primary key,
    received_at timestamptz not null,
    person_id   text collate "C", -- where it could be read: a person who is forgotten is forgotten here too
    field       text not null,
    reason      text not null,
    payload     text not null
);
create index event_refused_person on event_refused (person_id) where person_id is not null;

-- Where each follower of the log stands. Committed together with the follower's effects: every event counts once.
create table log_consumer (
    consumer  text not null,
    partition integer not null,
    position  bigint not null,
    primary key (consumer, partition)
);
