-- What Retraining decides: models, runs, experiments, metrics, drift.

create table model_version (
    version    text primary key,
    kind       text not null check (kind in ('ranker', 'embedder')),
    status     text not null,
    created_at timestamptz not null,
    parent     text,
    artifact   bytea,              -- null: ranking by the fused score alone ('baseline')
    sha256     bytea,
    lineage    jsonb not null default '{}'
);

insert into model_version (version, kind, status, created_at, lineage)
values ('baseline', 'ranker', 'champion', now(), '{"trainer": "fused retrieval score, nothing learned"}');

-- What serves now: one row per kind. SearchApi follows revision.
create table deployment (
    kind          text primary key,
    champion      text references model_version,
    challenger    text references model_version,
    experiment_id bigint,
    share         double precision not null default 0,  -- of people in the challenger arm
    revision      bigint not null default 1
);
insert into deployment (kind, champion) values ('ranker', 'baseline'), ('embedder', null);

-- Every change of a champion, why, and how the new one did afterwards: the guard that may take it back works from here.
create table deployment_change (
    id            bigint generated always as identity primary key,
    kind          text not null,
    at            timestamptz not null,
    from_version  text,
    to_version    text not null,
    action        text not null check (action in ('promote', 'roll-back')),
    reason        text not null,
    experiment_id bigint,
    baseline      jsonb,           -- level of the champion before: mean, variance and number of people
    watch_until   timestamptz,     -- null: nothing watches this change
    watch         text,            -- watching, kept, taken-back or ended (another change came first)
    watch_numbers jsonb            -- what the guard saw last
);
create index deployment_change_kind on deployment_change (kind, id desc);

-- Examination probability by position (index 0: position 1), per modality; SearchApi logs it with each search.
create table position_bias (
    modality     text primary key,
    propensities real[] not null,
    method       text not null,
    searches     bigint not null,
    estimated_at timestamptz not null
);

create table training_run (
    id            bigint generated always as identity primary key,
    trigger       text not null,
    reason        text not null,
    state         text not null,
    stage         text not null,
    progress      double precision not null default 0,
    started_at    timestamptz not null,
    finished_at   timestamptz,
    model_version text,
    dataset_hash  text,
    data_from     timestamptz,
    data_to       timestamptz,
    last_example  bigint,
    attempt       integer not null default 1, -- an interrupted run is queued again as the next attempt
    retry_of      bigint,
    owner         text,            -- the process that works on it: a process that lost its lock can write nothing more
    parameters    jsonb,
    seed          bigint,
    metrics       jsonb,
    error         text
);

create table experiment (
    id         bigint generated always as identity primary key,
    champion   text not null references model_version,
    challenger text not null references model_version,
    state      text not null,
    stage      text not null,
    share      double precision not null,
    salt       text not null,
    started_at timestamptz not null,
    stage_started_at timestamptz not null, -- of this stage and share: numbers of other shares are not mixed in
    ended_at   timestamptz,
    reason     text
);
-- One experiment at a time: two would disturb each other's numbers.
create unique index experiment_running on experiment ((true)) where state = 'running';

create table experiment_look (
    experiment_id bigint not null references experiment on delete cascade,
    at            timestamptz not null,
    numbers       jsonb not null,
    decision      text not null,
    primary key (experiment_id, at)
);

create table metric_window (
    window_from timestamptz not null,
    window_to   timestamptz not null,
    modality    text not null,
    cohort      text not null,
    metrics     jsonb not null,    -- sums, not rates: windows are added up exactly
    primary key (window_from, modality, cohort)
);

-- Up to which example the windows count; committed with them. The search tells whether the examples were rebuilt meanwhile.
create table metric_progress (
    id         boolean primary key default true check (id),
    example_no bigint not null,
    search_id  text,
    window_seconds double precision not null
);

create table drift_test (
    id        bigint generated always as identity primary key,
    at        timestamptz not null,
    subject   text not null,
    method    text not null,
    statistic double precision not null,
    threshold double precision not null,
    drifted   boolean not null
);
