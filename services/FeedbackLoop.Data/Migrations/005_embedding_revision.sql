-- SearchApi follows new and changed vectors as it follows items: by a revision that grows with every change, whoever writes.

create sequence embedding_revision;

alter table item_embedding add column revision bigint not null default nextval('embedding_revision');
create index item_embedding_by_revision on item_embedding (embedder_version, revision);

create function embedding_changed() returns trigger language plpgsql as $$
begin
    new.revision := nextval('embedding_revision');
    return new;
end $$;

create trigger embedding_changed before update on item_embedding for each row execute function embedding_changed();
