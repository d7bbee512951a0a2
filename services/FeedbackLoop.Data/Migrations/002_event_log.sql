-- The event log: what happened, in the order in which it was committed.

create table event_log (
    position    bigint generated always as identity primary key,
    message_id  text not null,
    person_id   text,
    name        text not null,     -- event name; for page, screen, identify, group and alias the call's type
    search_id   text,
    occurred_at timestamptz not null, -- by the sender's clock, corrected by sentAt
    received_at timestamptz not null,
    traceparent text,
    payload     text not null      -- the event as JSON
);
create unique index event_log_message on event_log (message_id);
create index event_log_person on event_log (person_id) where person_id is not null;

create table event_refused (
    id          bigint generated always as identity primary key,
    received_at timestamptz not null,
    field       text not null,
    reason      text not null,
    payload     text not null
);

-- Where each follower of the log stands. Committed together with the follower's effects: every event counts once.
create table log_consumer (
    consumer  text not null,
    partition integer not null,
    position  bigint not null,
    primary key (consumer, partition)
);
