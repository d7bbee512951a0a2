-- Query adapters: what feedback taught about people's own words, made, tested in traffic and taken back as rankers are.

alter table model_version drop constraint model_version_kind_check;
alter table model_version add constraint model_version_kind_check check (kind in ('ranker', 'embedder', 'query-adapter'));

-- As 'baseline' is among rankers: the one that every other is compared with, and that a roll-back may lead to.
insert into model_version (version, kind, status, created_at, lineage)
values ('no-adapter', 'query-adapter', 'champion', now(), '{"trainer": "queries as the embedder sees them, nothing learned"}');
insert into deployment (kind, champion) values ('query-adapter', 'no-adapter');

-- One experiment at a time still, whatever the kind: experiment_running counts both.
alter table experiment add column kind text not null default 'ranker';
alter table training_run add column kind text not null default 'ranker';

-- What served a search beside the ranker, how long its answer took to make, and how near the nearest item's vector was to the query's.
alter table served_search
    add column adapter_version text not null default 'no-adapter',
    add column took_ms real,
    add column vector_match real;
alter table training_example
    add column adapter_version text not null default 'no-adapter',
    add column took_ms real,
    add column vector_match real;
