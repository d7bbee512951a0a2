-- Which trainer a run asks for; null: the one that is configured when the run begins.

alter table training_run add column trainer text;
