-- What FeatureStore makes of the log: open searches, counters, training examples.

-- A search that was served, while feedback on it may still come. All arrays run over the shown positions.
create table served_search (
    search_id       text primary key,
    person_id       text,
    query           text not null,
    query_key       text not null,
    modality        text not null,
    cohort          text not null,
    ranker_version  text not null,
    embedder_version text not null,
    arm             text not null,
    experiment_id   bigint,
    served_at       timestamptz not null,
    last_event_at   timestamptz not null,
    item_ids        text[] not null,
    scores          real[] not null,
    propensities    real[] not null,
    features        bytea not null,
    feature_version integer not null,
    swapped         integer[],
    teams           integer[],
    -- feedback so far, same length as item_ids
    seen            boolean[] not null,
    click_at        timestamptz[] not null,
    dwell_ms        integer[] not null,   -- -1: unknown
    added           boolean[] not null,
    ordered         boolean[] not null,
    rating          real[] not null,      -- -1 to 1; NaN: none
    page_dwell_ms   integer not null      -- visible time on the result page
);
create index served_search_open on served_search (last_event_at);

create sequence feature_revision;

create table feature (
    scope    text not null,        -- '' item, 'm:' modality, 'q:' query key; see FeatureCounters
    item_id  text not null,
    as_of    timestamptz not null,
    slow     double precision[] not null,
    fast     double precision[] not null,
    revision bigint not null,      -- from feature_revision: grows with every change, readers follow it
    primary key (scope, item_id)
);
create index feature_by_revision on feature (revision);
create index feature_item on feature (item_id);

-- One closed search: what was shown, with what features, and what people did. Arrays run over the shown positions.
create table training_example (
    example_no      bigint primary key,   -- 1, 2, 3 ... in the order of closing; a rebuild gives the same numbers
    search_id       text not null unique,
    person_id       text,
    query           text not null,
    query_key       text not null,
    modality        text not null,
    cohort          text not null,
    ranker_version  text not null,
    embedder_version text not null,
    arm             text not null,
    experiment_id   bigint,
    served_at       timestamptz not null,
    last_event_at   timestamptz not null,
    closed_at       timestamptz not null, -- log time
    item_ids        text[] not null,
    scores          real[] not null,
    propensities    real[] not null,
    features        bytea not null,       -- float32, little-endian, shown items x features
    feature_version integer not null,
    swapped         integer[],
    teams           integer[],
    seen            boolean[] not null,
    clicked         boolean[] not null,
    click_at        timestamptz[] not null,
    dwell_ms        integer[] not null,   -- -1: unknown
    pogo            boolean[] not null,
    skipped         boolean[] not null,
    added           boolean[] not null,
    ordered         boolean[] not null,
    rating          real[] not null,      -- -1 to 1; NaN: none
    page_dwell_ms   integer not null,
    grade           real[] not null,      -- 0 to 4, from all signals
    abandoned       boolean not null,
    weight          real not null,        -- trust in this search, 0 to 1
    excluded        text                  -- why it must not be learned from (bot, flood, ...); null: may be
);
create index training_example_served on training_example (served_at);
create index training_example_experiment on training_example (experiment_id) where experiment_id is not null;
create index training_example_person on training_example (person_id) where person_id is not null;

-- What is known of a person's trustworthiness; counts are decayed (half-life one hour).
create table person_trust (
    person_id    text primary key,
    as_of        timestamptz not null,
    events       double precision not null,
    searches     double precision not null,
    seen         double precision not null,
    clicks       double precision not null,
    dwells       double precision not null,
    short_dwells double precision not null,  -- under one second
    verdict      text                        -- null: trusted; else why not
);

-- Feedback that reached the log before the search that it belongs to.
create table early_feedback (
    position    bigint not null,
    partition   integer not null,
    search_id   text not null,
    person_id   text,
    name        text not null,
    occurred_at timestamptz not null,
    received_at timestamptz not null,
    traceparent text,
    payload     bytea not null,
    primary key (partition, position, search_id)
);
create index early_feedback_search on early_feedback (search_id);
create index early_feedback_received on early_feedback (received_at);

-- The one row of FeatureStore's own state, committed with every batch.
create table feature_store_state (
    only_row       boolean primary key default true check (only_row),
    log_time       timestamptz not null,   -- the newest received_at that was counted: closes searches
    next_example   bigint not null,
    events_counted bigint not null
);
insert into feature_store_state (log_time, next_example, events_counted) values ('-infinity', 1, 0);
