-- The catalogue: items, their pictures, their embeddings, and the jobs that bring them in.

create extension if not exists pg_trgm;
create extension if not exists unaccent;

create sequence catalog_revision;

create table item (
    item_id     text primary key check (length(item_id) between 1 and 128),
    title       text not null,
    description text,
    category    text,              -- path, "Apparel > Topwear"
    type        text,
    colour      text,
    price       numeric(12, 2) check (price >= 0),
    available   boolean not null default true,
    attributes  jsonb not null default '{}',
    content_hash bytea not null,   -- of the imported row and picture: an unchanged item costs nothing
    created_at  timestamptz not null,
    updated_at  timestamptz not null,
    deleted     boolean not null default false, -- kept so that old events still join; never shown
    revision    bigint not null default nextval('catalog_revision'), -- readers follow changes by it
    search      tsvector generated always as (
        setweight(to_tsvector('english', title), 'A') ||
        setweight(to_tsvector('english', coalesce(type, '') || ' ' || coalesce(colour, '')), 'B') ||
        setweight(to_tsvector('english', coalesce(category, '')), 'C') ||
        setweight(to_tsvector('english', coalesce(description, '')), 'D')) stored
);
create index item_search on item using gin (search) where not deleted;
create index item_revision on item (revision);

create table item_image (
    item_id      text primary key references item on delete cascade,
    content_type text not null,
    sha256       bytea not null,
    bytes        bytea not null,
    features     bytea             -- picture features of the built-in embedder (float32, little-endian); null until extracted
);

-- Vectors of one embedder version; search reads only the version that deployment names, so two spaces never mix.
create table item_embedding (
    embedder_version text not null,
    item_id      text not null references item on delete cascade,
    kind         smallint not null, -- 0 item (text and picture), 1 picture, 2 text
    vector       bytea not null,    -- float32, little-endian, unit length
    content_hash bytea not null,    -- of the item when it was embedded
    primary key (embedder_version, item_id, kind)
);

create table catalog_import (
    id              bigint generated always as identity primary key,
    source          text not null,
    mode            text not null check (mode in ('full', 'upsert')),
    archive         bytea,         -- the uploaded zip; null for a folder
    state           text not null default 'queued',
    line_done       integer not null default 0, -- rows up to here are committed: where a killed import goes on
    rows_read       integer not null default 0,
    items_upserted  integer not null default 0,
    items_unchanged integer not null default 0,
    items_deleted   integer not null default 0,
    rows_refused    integer not null default 0,
    pictures_done   integer not null default 0,
    progress        double precision not null default 0,
    created_at      timestamptz not null,
    finished_at     timestamptz,
    error           text
);

create table catalog_import_error (
    import_id bigint not null references catalog_import on delete cascade,
    line      integer not null,
    item_id   text,
    reason    text not null,
    primary key (import_id, line)
);
